import { z } from 'zod';
import { quoted } from '../../lib/quoted.ts';
import type { Look } from '../../model/change-runbook.ts';
import type { Reason, SafetyCheck } from '../../model/plan.ts';
import { directives } from '../../probes/config/probe.ts';
import { cores } from '../../probes/crashes/probe.ts';
import { limits } from '../../probes/limits/probe.ts';
import { type ArgumentsRead, defineChange, type Never, type PlanOf, type RequestOf } from '../define-change.ts';
import { editRunbook, type Proposal } from './edits/edit-plan.ts';
import type { Effect } from './edits/edit-verify.ts';
import { serverLine, wholeConfiguration } from './edits/server-line.ts';
import type { Point } from './server/points.ts';
import { because } from './server/refusal.ts';
import { factsOf, serverSources } from './server/server.ts';

const Options = z.strictObject({ coreDumps: z.enum(['on', 'off']) });
type Options = z.infer<typeof Options>;

const inTmp: Never = {
  id: 'core-in-tmp',
  words: ['core-tmp', 'coredump-tmp', 'cores-in-tmp', 'mkdir-tmp'],
  why: 'Core dumps hold keys and passwords, and /tmp is everybody’s; with PrivateTmp the folder does not even exist for the service, and the next restart would fail for it.',
  instead: 'core-dumps on uses a folder of the run user that nobody else can read, with the limit set in the unit.',
  options: { coreDumps: 'on' },
};

const effect: Effect<Options> = { onDisk: writtenPoints, running: (plan, look) => [limitPoint(plan, look)] };

/** Lets crashes of children leave a core file, or no more: a folder only the run user can read, never under /tmp, and a limit that a new parent starts with. */
export const coreDumps = defineChange({
  verb: 'core-dumps',
  place: 80,
  summary: 'Plans to have crashes leave a core in a safe directory, or no longer.',
  examples: ['core-dumps web-03 on', 'core-dumps web-03 off'],
  looksAt: 'the core limit of the unit, the kernel’s core pattern, the directory and its room',
  alsoTried: ['core-dump', 'coredumps', 'dumps', 'coredumpdirectory', 'enable-cores'],
  title: 'Core dumps switched {coreDumps} for {host}',
  takes: {
    schema: Options,
    usage: 'on|off',
    question: '`core-dumps HOST` takes `on` or `off`.',
    read: readSwitch,
    write: ({ coreDumps: wanted }) => [wanted],
    claims: (word) => Object.hasOwn(switchWords, word),
  },
  tiers: ['disruptive'],
  rights: { unit: ['restart'], edit: { kind: 'core-dumps:(on|off)', sample: 'core-dumps:on' } },
  takenBackBy: 'files put back, then restart',
  proof: ['config-changes', 'every-edit', 'edits'],
  never: [inTmp],
  refuses: (words) => (words.some((word) => /^\/(?:var\/)?tmp(?:\/|$)/.test(word)) ? inTmp : undefined),
  ...editRunbook({
    verb: 'core-dumps',
    probes: [limits, cores],
    propose: proposeCores,
    effect,
  }),
});

/** What a change has to start from: the core limit of the running parent, the folder that is configured, and where the kernel sends cores. */
interface Seen {
  readonly limit: number | 'unlimited';
  readonly folder: string | undefined;
  readonly pattern: string;
}

function proposeCores({ look, options }: Omit<RequestOf<Options>, 'previewed'>): Proposal {
  const seen = seenOf(look);
  if ('why' in seen) return { reasons: [seen] };
  return options.coreDumps === 'on' ? switchedOn(seen) : switchedOff(seen);
}

function seenOf(look: Look): Seen | Reason {
  const config = wholeConfiguration(look);
  if ('why' in config) return config;
  const limit = factsOf(look, limits)?.values['Max core file size']?.soft;
  if (limit === undefined) return because('The core size limit of the running parent could not be read.');
  const pattern = factsOf(look, cores)?.pattern;
  if (pattern === undefined)
    return because('kernel.core_pattern could not be read, so where a core would go is not known.');
  return { limit, folder: serverLine(config, 'CoreDumpDirectory')?.args[0], pattern };
}

function switchedOn({ limit, folder, pattern }: Seen): Proposal {
  if (limit === 'unlimited' && folder !== undefined)
    return {
      reasons: [
        because(
          `Core dumps are on already: CoreDumpDirectory ${folder}, and the parent’s core size limit is unlimited.`,
        ),
      ],
    };
  return {
    edits: [{ edit: 'core-dumps', state: 'on' }],
    uptake: 'restart',
    title: 'Switch core dumps on (CoreDumpDirectory, LimitCORE=infinity)',
    impact: [
      'From then on a crash writes the memory of a child to disk: private keys of TLS, cookies, passwords and request bodies are in it. Never upload a core; switch core dumps off again when one was caught.',
      'A core can be as large as a child (shared and unused pages are holes in the file).',
    ],
    checks: [
      placeCheck(pattern),
      {
        name: 'Core size limit now',
        passed: true,
        detail: `${limit === 'unlimited' ? 'unlimited' : `${limit} bytes`} for the running parent; a limit is given at the start, so this needs a new parent`,
      },
      ...(folder === undefined ? [] : [{ name: 'CoreDumpDirectory now', passed: true, detail: folder }]),
    ],
  };
}

function switchedOff({ limit, folder }: Seen): Proposal {
  if (folder === undefined && limit !== 'unlimited')
    return {
      reasons: [
        because(
          `Core dumps are off already: no CoreDumpDirectory, and the parent’s core size limit is ${limit} bytes.`,
        ),
      ],
    };
  return {
    edits: [{ edit: 'core-dumps', state: 'off' }],
    uptake: 'restart',
    title: 'Switch core dumps off (CoreDumpDirectory, LimitCORE)',
    impact: ['Core files that are there stay, with the secrets in them: delete them once they were read.'],
    checks: [],
  };
}

/** CoreDumpDirectory is a working folder: it counts only for a pattern that is a plain file name (core(5)). */
function placeCheck(pattern: string): SafetyCheck {
  const name = 'Where cores go';
  if (pattern.startsWith('|'))
    return {
      name,
      passed: false,
      detail: `kernel.core_pattern pipes them to ${pattern.slice(1).split(' ')[0] ?? ''}, whatever CoreDumpDirectory says (coredumpctl list, /var/crash or /var/spool/abrt); of this change only the limit, and that children may be dumped at all, counts`,
    };
  if (pattern.startsWith('/'))
    return {
      name,
      passed: false,
      detail: `kernel.core_pattern is ${pattern}: they go there, if the run user may write there, and not to CoreDumpDirectory`,
    };
  const pid = pattern.includes('%p')
    ? ''
    : '; without %p in it each core overwrites the one before, unless kernel.core_uses_pid is 1';
  return { name, passed: true, detail: `kernel.core_pattern is ${pattern}: to CoreDumpDirectory${pid}` };
}

function writtenPoints({ options }: PlanOf<Options>, look: Look): readonly Point[] {
  const config = factsOf(look, directives);
  const line = config === undefined ? undefined : serverLine(config, 'CoreDumpDirectory');
  const on = options.coreDumps === 'on';
  const folder = line?.args[0] ?? 'none';
  const unit = factsOf(look, serverSources.unit);
  return [
    {
      name: 'CoreDumpDirectory on disk',
      passed: config !== undefined && (line !== undefined) === on && !/^\/(?:var\/)?tmp(?:\/|$)/.test(folder),
      fatal: config !== undefined,
      detail: folder,
    },
    {
      name: 'Unit’s files read',
      passed: unit?.needReload !== true && unit !== undefined,
      detail:
        unit === undefined
          ? 'the unit could not be read'
          : unit.needReload === true
            ? 'systemd has not read them'
            : 'systemd has read them',
    },
  ];
}

function limitPoint({ options }: PlanOf<Options>, look: Look): Point {
  const name = 'Core size limit in effect';
  const facts = factsOf(look, limits);
  const soft = facts?.values['Max core file size']?.soft;
  if (soft === undefined) return { name, passed: false, detail: 'the limits of the new parent could not be read' };
  const detail = `${soft === 'unlimited' ? soft : `${soft} bytes`} for pid ${facts?.pid ?? 'unknown'}`;
  if (options.coreDumps === 'on') return { name, passed: soft === 'unlimited', fatal: true, detail };
  return {
    name,
    passed: true,
    detail: soft === 'unlimited' ? `${detail}: by another setting of the unit or of systemd` : detail,
  };
}

const switchWords: Readonly<Record<string, 'on' | 'off'>> = {
  on: 'on',
  off: 'off',
  enable: 'on',
  enabled: 'on',
  yes: 'on',
  true: 'on',
  disable: 'off',
  disabled: 'off',
  no: 'off',
  false: 'off',
};

function readSwitch([word, ...rest]: readonly string[]): ArgumentsRead<Options> {
  const wanted = word !== undefined && Object.hasOwn(switchWords, word) ? switchWords[word] : undefined;
  if (word === undefined || wanted === undefined)
    return { options: { coreDumps: 'on' }, problems: ['`core-dumps HOST` takes `on` or `off`.'] };
  const wrong = wanted === word ? [] : [`\`core-dumps HOST\` takes \`on\` or \`off\`, not ${quoted(word)}.`];
  return { options: { coreDumps: wanted }, problems: wrong, rest };
}
