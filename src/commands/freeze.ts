import { approversIn } from '../config/policy.ts';
import { toJson } from '../lib/json.ts';
import type { PersonDenial } from '../model/face/answers.ts';
import type { Message } from '../model/face/message.ts';
import type { Request } from '../model/face/requests.ts';
import type { Freezes, Knows, Records, Rules } from './dependencies.ts';
import { denyDeciding } from './permissions.ts';
import { actorOf } from './request.ts';

type Switches = Knows & Freezes & Rules & Records<'audit'>;

/** Stops all changes, by anybody who may ask, and tells the conversation. The switch is thrown first: what comes after it may fail. */
export async function freezeChanges(
  deps: Omit<Switches, 'approvals'>,
  request: Request,
  reason: string | null,
): Promise<void> {
  const { record, freeze } = deps;
  const frozen = freeze.read();
  if (frozen !== undefined) return request.answer({ kind: 'denied', denial: { code: 'frozen', ...frozen } });
  const by = actorOf(deps, request);
  const at = Date.now();
  freeze.freeze({ by, at, reason });
  await record.audit('frozen', by, toJson({ reason, channel: request.conversation }));
  await tell(deps, request, { kind: 'frozen', by, at, reason });
}

/** Lets changes run again, by somebody whom some rule names as approver, where approvals count, and tells the conversation. */
export async function unfreezeChanges(deps: Switches, request: Request): Promise<void> {
  const { record, freeze, approvals } = deps;
  const was = freeze.read();
  if (was === undefined) return request.answer({ kind: 'not-frozen' });
  const denied = await denyLifting(deps, request);
  if (denied === 'not-approver')
    return request.answer({ kind: 'denied', denial: { code: denied, ...approversIn(approvals.rules) } });
  if (denied !== undefined) return request.answer({ kind: 'denied', denial: { code: denied } });
  const by = actorOf(deps, request);
  await record.audit('unfrozen', by, toJson({ channel: request.conversation }));
  freeze.lift();
  await tell(deps, request, { kind: 'lifted', by, was });
}

async function tell({ face }: Pick<Knows, 'face'>, request: Request, message: Message): Promise<void> {
  const told = await face.post({ conversation: request.conversation }, message);
  if (!told.sent) await request.answer(message);
}

async function denyLifting(
  { approvals, directory, team }: Knows & Rules,
  { person: id, conversation }: Request,
): Promise<PersonDenial | undefined> {
  const [person, conversationShared, rules] = await Promise.all([
    directory.person(id),
    directory.isShared(conversation),
    Promise.all(approvals.rules.map(async (rule) => ({ ...rule, members: await directory.members(rule.groups) }))),
  ]);
  if (person?.operator === true) return undefined;
  return denyDeciding({ person, conversationShared, rules, ourTeam: team });
}
