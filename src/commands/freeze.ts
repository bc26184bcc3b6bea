import { approversIn } from '../config/policy.ts';
import { toJson } from '../lib/json.ts';
import { renderFrozen, renderLifted, renderNotFrozen } from '../slack/render/freeze.ts';
import { renderDenial } from '../slack/render/refusal.ts';
import { type Denial, denyDeciding } from './permissions.ts';
import { actorOf, type Request } from './request.ts';
import type { Services } from './services.ts';

/** Stops all changes, by anybody who may ask, and tells the channel. The switch is thrown first: what comes after it may fail. */
export async function freezeChanges(services: Services, request: Request, reason: string | null): Promise<void> {
  const { engine, freeze, gateway, team } = services;
  const frozen = freeze.read();
  if (frozen !== undefined) return request.answer(renderDenial({ code: 'frozen', ...frozen }));
  const by = actorOf(request.userId, team);
  freeze.freeze({ by, at: Date.now(), reason });
  await engine.audit('frozen', by, toJson({ reason, channel: request.channel }));
  const told = await gateway.post(request.channel, renderFrozen(by, reason), { priority: 'verdict' });
  if (!told.sent) await request.answer(renderFrozen(by, reason));
}

/** Lets changes run again, by somebody whom some rule names as approver, where approvals count, and tells the channel. */
export async function unfreezeChanges(services: Services, request: Request): Promise<void> {
  const { engine, freeze, gateway, team } = services;
  if (freeze.read() === undefined) return request.answer(renderNotFrozen());
  const denied = await denyLifting(services, request);
  if (denied === 'not-approver')
    return request.answer(renderDenial({ code: denied, ...approversIn(services.approvals.rules) }));
  if (denied !== undefined) return request.answer(renderDenial({ code: denied }));
  const by = actorOf(request.userId, team);
  await engine.audit('unfrozen', by, toJson({ channel: request.channel }));
  freeze.lift();
  const told = await gateway.post(request.channel, renderLifted(by), { priority: 'verdict' });
  if (!told.sent) await request.answer(renderLifted(by));
}

async function denyLifting(
  { approvals, directory, team }: Services,
  { userId, channel }: Request,
): Promise<Denial | undefined> {
  const [person, channelShared, rules] = await Promise.all([
    directory.person(userId),
    directory.isShared(channel),
    Promise.all(approvals.rules.map(async (rule) => ({ ...rule, members: await directory.members(rule.groups) }))),
  ]);
  return denyDeciding({ person, channelShared, rules, ourTeam: team });
}
