import type { Host } from '../model/host.ts';
import type { Intent, Misunderstood } from '../model/intent.ts';
import { renderDenial, renderMisunderstood } from '../slack/render/refusal.ts';
import { renderHelp, renderHosts, renderVerbHelp } from '../slack/render/usage.ts';
import { startCompare } from './compare-thread.ts';
import { exportRun } from './export-run.ts';
import { freezeChanges, unfreezeChanges } from './freeze.ts';
import { formatIntent, parseIntent } from './grammar.ts';
import { grammarOf } from './grammar-of.ts';
import { deny, guarded } from './guarded.ts';
import { startLook } from './look-thread.ts';
import { startChange } from './plan-thread.ts';
import type { Request } from './request.ts';
import { startRollout } from './rollout-thread.ts';
import type { Services } from './services.ts';
import type { VerbSpec } from './verb-spec.ts';
import { options, verbNamed, verbs } from './verbs.ts';
import { startWatch } from './watch-thread.ts';
import { explainPolicy } from './why.ts';

/** A redelivered payload comes within minutes, as Slack retries three times in six minutes (Events API); an hour is generous. */
const REDELIVERY_MS = 3_600_000;
/** Two presses of the same button by the same person within this time are one: desktops take at most 900 ms for a double click. */
const DOUBLE_CLICK_MS = 1_500;

/** Obeys a line of text, or says why not; every way of asking ends here. Never rejects, and never leaves the asker without an answer. */
export async function ask(services: Services, request: Request): Promise<void> {
  await guarded(services, request, async () => {
    if (!(await services.engine.seen(`ask:${request.id}`, REDELIVERY_MS))) return;
    const denied = await deny(services, request);
    if (denied !== undefined) {
      await request.answer(renderDenial({ code: denied }));
      return;
    }
    await obey(services, request, parseIntent(request.text, grammarOf(services.inventory)));
  });
}

/** Runs what a button stands for; permission is asked again, for a button outlives the moment it was made. */
export async function obeyButton(services: Services, request: Request, intent: Intent): Promise<void> {
  await guarded(services, request, async () => {
    if (!(await isFirstPress(services, request, intent))) return;
    const denied = await deny(services, request);
    if (denied !== undefined) await request.answer(renderDenial({ code: denied }));
    else await obey(services, request, intent);
  });
}

/** False for a redelivered press, and for the second one of a double click, which Slack delivers as a press of its own. */
async function isFirstPress({ engine }: Services, { id, userId, channel }: Request, intent: Intent): Promise<boolean> {
  const again = `press:${userId}:${channel}:${formatIntent(intent)}`;
  return (await engine.seen(`press:${id}`, REDELIVERY_MS)) && (await engine.seen(again, DOUBLE_CLICK_MS));
}

async function obey(services: Services, request: Request, intent: Intent | Misunderstood): Promise<void> {
  switch (intent.kind) {
    case 'misunderstood':
      return request.answer(renderMisunderstood(intent, suggestedRun(intent, services)));
    case 'help':
      return request.answer(helpFor(intent.verb, services));
    case 'hosts':
      return request.answer(renderHosts(services.inventory.hosts));
    case 'look':
      return withHost(services, request, intent.host, (host) => startLook(services, request, host, intent));
    case 'watch':
      return withHost(services, request, intent.host, (host) => startWatch(services, request, host, intent.seconds));
    case 'compare':
      return startCompare(services, request, intent);
    case 'change':
      return withHost(services, request, intent.host, (host) => startChange(services, request, host, intent));
    case 'rollout':
      return startRollout(services, request, intent);
    case 'why':
      return withHost(services, request, intent.host, (host) => explainPolicy(services, request, host, intent.verb));
    case 'freeze':
      return freezeChanges(services, request, intent.reason ?? null);
    case 'unfreeze':
      return unfreezeChanges(services, request);
    case 'export':
      return exportRun(services, request, intent.run);
  }
}

async function withHost(
  services: Services,
  request: Request,
  name: string,
  go: (host: Host) => Promise<void>,
): Promise<void> {
  const host = services.inventory.find(name);
  if (host !== undefined) return go(host);
  const [near] = services.inventory.nearest(name);
  const problem = `There is no host \`${name}\` in the inventory.`;
  await request.answer(
    renderMisunderstood({
      kind: 'misunderstood',
      problem,
      ...(near === undefined ? {} : { suggestion: { text: `diagnose ${near}`, readOnly: true } }),
    }),
  );
}

function suggestedRun({ suggestion }: Misunderstood, { inventory }: Services): Intent | undefined {
  if (suggestion?.readOnly !== true) return undefined;
  const intent = parseIntent(suggestion.text, { ...grammarOf(inventory), nearest: () => [] });
  return intent.kind === 'misunderstood' ? undefined : intent;
}

function helpFor(name: string | undefined, services: Services) {
  const verb = verbNamed(name ?? '');
  if (verb === undefined) return renderHelp(verbs.map((one) => ({ verb: one, refused: refusedBy(one, services) })));
  return renderVerbHelp({
    verb,
    refused: refusedBy(verb, services),
    options: options.filter(({ name: option, terminalOnly }) => !terminalOnly && verb.options.includes(option)),
  });
}

/** Anybody who may ask may ask for a plan; a plan that nobody could approve is not worth asking for. */
function refusedBy({ kind, name }: VerbSpec, { approvals }: Services): string | null {
  if (kind !== 'change') return null;
  const ruled = approvals.rules.some(({ verbs: those }) => those === undefined || those.some((verb) => verb === name));
  return ruled ? null : 'nobody is configured to approve changes';
}
