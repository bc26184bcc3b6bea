import { defined } from '../lib/defined.ts';
import type { Message } from '../model/face/message.ts';
import type { Line, Press, Request } from '../model/face/requests.ts';
import type { Host } from '../model/host.ts';
import type { Intent, Misunderstood } from '../model/intent.ts';
import { startCompare } from './compare-thread.ts';
import type { Finds, Logs, Records, Rules } from './dependencies.ts';
import { exportRun } from './export-run.ts';
import { freezeChanges, unfreezeChanges } from './freeze.ts';
import { formatIntent, parseIntent } from './grammar.ts';
import { grammarOf } from './grammar-of.ts';
import { type Admits, deny, guarded } from './guarded.ts';
import { startLook } from './investigation-thread.ts';
import { options } from './option-list.ts';
import { startChange } from './plan-thread.ts';
import { startRollout } from './rollout-thread.ts';
import type { VerbSpec } from './verb-spec.ts';
import { verbNamed, verbs } from './verbs.ts';
import { startWatch } from './watch-thread.ts';
import { explainPolicy } from './why.ts';

/** A redelivered payload comes within minutes, as Slack retries three times in six minutes (Events API); an hour is generous. */
const REDELIVERY_MS = 3_600_000;
/** Two presses of the same button by the same person within this time are one: desktops take at most 900 ms for a double click. */
const DOUBLE_CLICK_MS = 1_500;

/** What each verb needs, together. */
type Obeys = Rules &
  Finds &
  Parameters<typeof startLook>[0] &
  Parameters<typeof startWatch>[0] &
  Parameters<typeof startCompare>[0] &
  Parameters<typeof startChange>[0] &
  Parameters<typeof startRollout>[0] &
  Parameters<typeof explainPolicy>[0] &
  Parameters<typeof unfreezeChanges>[0] &
  Parameters<typeof exportRun>[0];

type Asks = Obeys & Admits & Logs & Records<'seen'>;

/** Obeys a line of text, or says why not; every way of asking ends here. Never rejects, and never leaves the asker without an answer. */
export async function ask(deps: Asks, line: Line): Promise<void> {
  await guarded(deps, line, async () => {
    if (!(await deps.record.seen(`ask:${line.id}`, REDELIVERY_MS))) return;
    const denied = await deny(deps, line);
    if (denied !== undefined) await line.answer({ kind: 'denied', denial: { code: denied } });
    else await obeyIntent(deps, line, parseIntent(line.text, grammarOf(deps.inventory)));
  });
}

/** Runs what a button stands for; permission is asked again, for a button outlives the moment it was made. */
export async function obeyButton(deps: Asks, press: Press, intent: Intent | undefined): Promise<void> {
  await guarded(deps, press, async () => {
    if (intent === undefined) return press.answer({ kind: 'denied', denial: { code: 'stale-button' } });
    if (!(await isFirstPress(deps, press, intent))) return;
    const denied = await deny(deps, press);
    if (denied !== undefined) await press.answer({ kind: 'denied', denial: { code: denied } });
    else await obeyIntent(deps, press, intent);
  });
}

/** False for a redelivered press, and for the second one of a double click, which Slack delivers as a press of its own. */
async function isFirstPress(
  { record }: Records<'seen'>,
  { id, person, conversation }: Press,
  intent: Intent,
): Promise<boolean> {
  const again = `press:${person}:${conversation}:${formatIntent(intent)}`;
  return (await record.seen(`press:${id}`, REDELIVERY_MS)) && (await record.seen(again, DOUBLE_CLICK_MS));
}

/** Does what was asked for, by whoever may ask; hosts that are not there, and words that mean nothing, are answered. */
export async function obeyIntent(deps: Obeys, request: Request, intent: Intent | Misunderstood): Promise<void> {
  switch (intent.kind) {
    case 'misunderstood':
      return request.answer({ ...intent, run: suggestedRun(intent, deps) });
    case 'help':
      return request.answer(helpFor(intent.verb, deps));
    case 'hosts':
      return request.answer({ kind: 'hosts', hosts: deps.inventory.hosts });
    case 'look':
      return withHost(deps, request, intent.host, (host) => startLook(deps, request, host, intent));
    case 'watch':
      return withHost(deps, request, intent.host, (host) => startWatch(deps, request, host, intent.seconds));
    case 'compare':
      return startCompare(deps, request, intent);
    case 'change':
      return withHost(deps, request, intent.host, (host) => startChange(deps, request, host, intent));
    case 'rollout':
      return startRollout(deps, request, intent);
    case 'why':
      return withHost(deps, request, intent.host, (host) => explainPolicy(deps, request, host, intent.verb));
    case 'freeze':
      return freezeChanges(deps, request, intent.reason ?? null);
    case 'unfreeze':
      return unfreezeChanges(deps, request);
    case 'export':
      return exportRun(deps, request, intent.run);
  }
}

async function withHost(
  { inventory }: Finds,
  request: Request,
  name: string,
  go: (host: Host) => Promise<void>,
): Promise<void> {
  const host = inventory.find(name);
  if (host !== undefined) return go(host);
  const [near] = inventory.nearest(name);
  const problem = `There is no host \`${name}\` in the inventory.`;
  await request.answer({
    kind: 'misunderstood',
    problem,
    ...defined({ suggestion: near === undefined ? undefined : { text: `diagnose ${near}`, readOnly: true } }),
  });
}

function suggestedRun({ suggestion }: Misunderstood, { inventory }: Finds): Intent | undefined {
  if (suggestion?.readOnly !== true) return undefined;
  const intent = parseIntent(suggestion.text, { ...grammarOf(inventory), nearest: () => [] });
  return intent.kind === 'misunderstood' ? undefined : intent;
}

function helpFor(name: string | undefined, rules: Rules): Message {
  const verb = verbNamed(name ?? '');
  if (verb === undefined)
    return { kind: 'help', offered: verbs.map((one) => ({ verb: one, refused: refusedBy(one, rules) })) };
  const taken = options.filter(({ name: option }) => verb.options.includes(option));
  return { kind: 'verb-help', verb: { verb, refused: refusedBy(verb, rules), options: taken } };
}

/** Anybody who may ask may ask for a plan; a plan that nobody could approve is not worth asking for. */
function refusedBy({ kind, name }: VerbSpec, { approvals }: Rules): string | null {
  if (kind !== 'change') return null;
  const ruled = approvals.rules.some(({ verbs: those }) => those === undefined || those.some((verb) => verb === name));
  return ruled ? null : 'nobody is configured to approve changes';
}
