import { z } from 'zod';
import type { Baseline, Look, Planned } from '../../model/change-runbook.ts';
import type { Drift, Plan, Precondition, Verification } from '../../model/plan.ts';
import { isApacheHolder } from '../../probes/workers/capacity.ts';
import { request, statusPage } from '../../probes/workers/probe.ts';
import { type ArgumentsRead, defineChange, type PlanOf, type RequestOf } from '../define-change.ts';
import { releasePortCommand } from './helper/editor.ts';
import { type Point, sameParentPoint, verificationOf } from './server/points.ts';
import { type HeldPort, heldBy, mergeHolders } from './server/port-holder.ts';
import { because, refused } from './server/refusal.ts';
import { bootAndParent, differences } from './server/seen-state.ts';
import { factsOf, runningServer, serverSources } from './server/server.ts';
import { serviceProbes } from './server/service-probes.ts';
import { holderWords } from './server/wanted-ports.ts';

const Options = z.strictObject({ port: z.int().min(1).max(65_535) });
type Options = z.infer<typeof Options>;

/** Without requests: what answers on that port before is the program that is to go. */
const portProbes = serviceProbes.filter((probe) => probe !== request && probe !== statusPage);

/** Stops the unit whose program holds a port that Apache is configured for; never a process by its pid. */
export const releasePort = defineChange({
  verb: 'release-port',
  place: 120,
  summary: 'Plans to stop the unit that holds a port Apache needs; never a process by its pid.',
  examples: ['release-port web-03 80'],
  looksAt: 'who listens on the port, the unit that owns it, and Apache’s own Listen lines',
  alsoTried: ['free-port', 'free', 'release', 'fuser', 'unbind'],
  title: 'Port {port} freed on {host}',
  takes: {
    schema: Options,
    usage: 'PORT',
    question: 'Which port? `release-port HOST` takes one from 1 to 65535, such as `80`.',
    read: readPort,
    write: ({ port }) => [String(port)],
    claims: (word) => portOf(word) !== undefined,
  },
  tiers: ['disruptive'],
  rights: {
    helper: [
      {
        pattern: '^release-port [0-9]{1,5} [A-Za-z0-9@_.:-]{1,110}$',
        sample: ['release-port', '80', 'nginx.service'],
      },
    ],
  },
  takenBackBy: 'none: the other service is started by a person',
  proof: ['service-changes', 'edits'],
  probes: portProbes,
  verifySeconds: 15,
  plan: planRelease,
  drift: driftOf,
  verify: verifyRelease,
  restored: verifyRelease,
});

function planRelease({ look, options, changeId }: RequestOf<Options>): Planned {
  const { host } = look;
  const { port } = options;
  const held = heldBy(look, port);
  const preconditions = boundOf(look, port);
  const blind = preconditions.some(({ value }) => value === '')
    ? [because('The boot id could not be read, so a restart of the host could not be noticed.')]
    : [];
  if (!held.ok) return refused(host, 'release-port', held.reasons);
  if (blind.length > 0) return refused(host, 'release-port', blind);
  const { unit, holders } = held;
  const others = otherSockets(look, held);
  const who = holders.map(holderWords).join(', ');
  const plan: Plan = {
    verb: 'release-port',
    host,
    options,
    changeId,
    steps: [{ host, title: `Stop ${unit}`, command: releasePortCommand(port, unit) }],
    diff: '',
    preconditions,
    tier: 'disruptive',
    breakGlass: null,
    impact: `Stops ${unit} on ${host}: ${who}. All that it serves ends, with the connections it has${others.length === 0 ? '' : `, also on ${others.join(', ')}`}. It is not disabled, so it comes back at the next boot, and whatever starts it meanwhile takes the port again. Apache itself is not started: that is a change of its own.`,
    undo: {
      words: `An administrator starts it again on the host: systemctl start ${unit}. The bot’s account may not start other services than Apache, so this does not happen by itself.`,
      steps: [],
    },
  };
  return {
    offered: true,
    plan,
    checks: [
      { name: 'Holder', passed: true, detail: who },
      { name: 'Wanted by Apache', passed: true, detail: `a Listen line names port ${port}` },
      {
        name: 'Other sockets of it',
        passed: others.length === 0,
        detail: others.length === 0 ? 'none' : others.join(', '),
      },
    ],
  };
}

function otherSockets(look: Look, { unit, sockets }: HeldPort): readonly string[] {
  const all = factsOf(look, serverSources.listeners)?.listeners ?? [];
  return all
    .filter((one) => !sockets.includes(one) && one.holders.some((holder) => holder.unit === unit))
    .map(({ address, port }) => `${address}:${port}`);
}

function holderValue(look: Look, port: number): string {
  const held = heldBy(look, port);
  return held.ok ? `${held.holders.map(holderWords).join(', ')}` : (held.reasons[0]?.why ?? '');
}

function boundOf(look: Look, port: number): readonly Precondition[] {
  return [...bootAndParent(look), { what: `Holder of port ${port}`, value: holderValue(look, port) }];
}

function driftOf({ preconditions, options }: PlanOf<Options>, look: Look): readonly Drift[] {
  return differences(preconditions, boundOf(look, options.port));
}

function verifyRelease({ options, steps }: PlanOf<Options>, baseline: Baseline, look: Look): Verification {
  const server = runningServer(look);
  return verificationOf([
    ...releasedPoints(options.port, steps[0]?.command.argv.at(-1) ?? '', look),
    ...(baseline.parent === null ? [] : [sameParentPoint(baseline, server)]),
  ]);
}

function releasedPoints(port: number, unit: string, look: Look): readonly Point[] {
  const facts = factsOf(look, serverSources.listeners);
  if (facts === undefined) return [{ name: 'Port free', passed: false, detail: 'who listens could not be seen' }];
  const still = facts.listeners.filter((one) => one.port === port && !one.holders.some(isApacheHolder));
  const rest = facts.listeners.filter(({ holders }) => holders.some((holder) => holder.unit === unit));
  return [
    {
      name: 'Port free',
      passed: still.length === 0,
      detail:
        still.length === 0
          ? `nobody else listens on port ${port}`
          : `still held by ${mergeHolders(still).map(holderWords).join(', ') || 'a program that is not shown'}`,
    },
    {
      name: 'That service',
      passed: rest.length === 0 && facts.holdersVisible,
      detail:
        rest.length > 0
          ? `${unit} still listens on ${rest.map((one) => `${one.address}:${one.port}`).join(', ')}`
          : facts.holdersVisible
            ? `${unit} listens nowhere any more`
            : 'who listens is not shown',
    },
  ];
}

function readPort([word = '', ...rest]: readonly string[]): ArgumentsRead<Options> {
  const problem = 'Which port? `release-port HOST` takes one from 1 to 65535, such as `80`.';
  const port = portOf(word);
  if (port === undefined) return { problems: [problem], look: 'ports' };
  return { options: { port }, problems: String(port) === word ? [] : [problem], rest };
}

function portOf(word: string): number | undefined {
  const port = Number(/^(?:tcp[:/]|port[:=]?)?0*([1-9]\d{0,4})(?:\/tcp)?$/.exec(word)?.[1]);
  return port >= 1 && port <= 65_535 ? port : undefined;
}
