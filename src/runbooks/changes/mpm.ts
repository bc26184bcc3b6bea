import { z } from 'zod';
import { nearestOf } from '../../lib/nearest.ts';
import { quoted } from '../../lib/quoted.ts';
import type { Look } from '../../model/change-runbook.ts';
import { type MpmName, mpmNames } from '../../model/directives.ts';
import type { Reason, SafetyCheck } from '../../model/plan.ts';
import type { ReadVerb } from '../../model/verbs.ts';
import type { ModulesFacts } from '../../probes/config/facts.ts';
import { modules } from '../../probes/config/probe.ts';
import type { Mpm } from '../../probes/memory/mpm-settings.ts';
import { runningAs } from '../../probes/service/lifecycle.ts';
import { type ArgumentsRead, defineChange, type PlanOf, type RequestOf } from '../define-change.ts';
import { editRunbook, type Proposal } from './edits/edit-plan.ts';
import type { Effect } from './edits/edit-verify.ts';
import { adjustments, limitsOnDisk } from './edits/limits.ts';
import { wholeConfiguration } from './edits/server-line.ts';
import { since } from './server/log-lines.ts';
import type { Point } from './server/points.ts';
import { because } from './server/refusal.ts';
import { mpmOf } from './server/running.ts';
import { factsOf, serverSources } from './server/server.ts';

const Options = z.strictObject({ mpm: z.enum(mpmNames) });
type Options = z.infer<typeof Options>;

const effect: Effect<Options> = {
  onDisk: (plan, look) => [configuredPoint(plan, look), ...limitPoints(plan, look)],
  running: (plan, look, baseline) => [runningPoint(plan, look, since(look, baseline))],
};

/** Another multi-processing module, as one change of the module’s loading and a full restart: a reload would end the server (AH00534). */
export const mpm = defineChange({
  verb: 'mpm',
  place: 70,
  summary: 'Plans to switch the MPM, as one change with a full restart.',
  examples: ['mpm web-03 event', 'mpm web-03 prefork --dry-run'],
  looksAt: 'the MPM and modules that are loaded, what forbids the other MPM, and everything that a restart needs',
  alsoTried: ['switch', 'switch-mpm', 'prefork', 'event', 'mpm_event', 'mpm_prefork', 'mpm_worker'],
  title: 'Switch of {host} to the {mpm} MPM',
  takes: {
    schema: Options,
    usage: 'event|worker|prefork',
    question: 'Which MPM? `mpm HOST` takes event, worker or prefork.',
    read: readMpm,
    write: ({ mpm: wanted }) => [wanted],
    claims: (word) => meantMpm(word) !== undefined,
  },
  tiers: ['disruptive'],
  rights: { unit: ['restart'], edit: { kind: 'mpm:(event|worker|prefork)', sample: 'mpm:event' } },
  takenBackBy: 'modules put back, then restart',
  proof: ['config-changes', 'every-edit', 'edits'],
  ...editRunbook({ verb: 'mpm', probes: [modules], propose: proposeMpm, effect }),
});

function proposeMpm({ look, options }: Omit<RequestOf<Options>, 'previewed'>): Proposal {
  const wanted = options.mpm;
  const loaded = factsOf(look, modules);
  if (loaded === undefined)
    return {
      reasons: [
        because(
          'Which modules are loaded could not be seen, so whether they would run under another MPM is not known.',
        ),
      ],
    };
  const now = mpmOf(look);
  const reasons = [
    ...already(wanted, look),
    ...builtIn(loaded),
    ...(wanted === 'prefork' ? [] : unsafeInThreads(loaded, wanted)),
  ];
  if (reasons.length > 0) return { reasons };
  return {
    edits: [{ edit: 'mpm', mpm: wanted }],
    uptake: 'restart',
    title: `Switch the MPM from ${now ?? 'an unknown one'} to ${wanted}`,
    impact: [
      `The limits of ${wanted} are its own: MaxRequestWorkers and the like of ${now ?? 'the other MPM'} do not carry over.`,
    ],
    checks: [...warnings(loaded, wanted), limitsNote(wanted)],
  };
}

function already(wanted: Mpm, look: Look): readonly Reason[] {
  const page = factsOf(look, serverSources.statusPage);
  const running = page?.mpm ?? runningMpmByLog(look);
  const written = factsOf(look, serverSources.version)?.mpm;
  if (written === wanted && (running === undefined || running === wanted))
    return [because(`The MPM is ${wanted} already.`)];
  if (written === wanted)
    return [
      because(
        `The configuration selects ${wanted} already, while ${running} still runs: plan a restart, which is all that is missing.`,
      ),
    ];
  return [];
}

function runningMpmByLog(look: Look): string | undefined {
  const logs = factsOf(look, serverSources.logs);
  return logs === undefined ? undefined : runningAs(logs)?.mpm;
}

/** openSUSE and hand-made builds have a program for each MPM instead of a module. */
function builtIn({ modules: loaded }: ModulesFacts): readonly Reason[] {
  const fixed = loaded.find(({ name, shared }) => /^mpm_\w+_module$/.test(name) && !shared);
  if (fixed === undefined) return [];
  return [
    because(
      `${fixed.name.replace(/_module$/, '')} is built into this httpd, so the configuration cannot select another MPM; another program of the package has to be started.`,
    ),
  ];
}

/** Modules that do not run in threads, or are not known to. PHP’s says so itself and refuses to start (“not compiled to be threadsafe”, AH00013). */
const unsafe: readonly (readonly [name: RegExp, why: string])[] = [
  [
    /^php\d*_module$/,
    'mod_php as distributions build it is not thread-safe, and httpd would not start (AH00013): move PHP to PHP-FPM (mod_proxy_fcgi) and turn mod_php off first',
  ],
  [/^mpm_itk_module$/, 'mpm_itk works on top of prefork only'],
  [/^suphp_module$/, 'mod_suphp was written for prefork'],
  [/^auth_pam_module$/, 'mod_auth_pam calls PAM libraries that are not thread-safe'],
];

function unsafeInThreads({ modules: loaded }: ModulesFacts, wanted: Mpm): readonly Reason[] {
  return loaded.flatMap(({ name }): Reason[] => {
    const found = unsafe.find(([pattern]) => pattern.test(name));
    return found === undefined ? [] : [because(`${name} is loaded, and ${wanted} runs threads: ${found[1]}.`)];
  });
}

/** Modules whose thread-safety depends on how their interpreter was built, which is not to be seen from outside. */
const doubtful = /^(?:perl|python|ruby|mruby|tcl|mono)_module$/;

function warnings({ modules: loaded }: ModulesFacts, wanted: Mpm): readonly SafetyCheck[] {
  const has = (name: string): boolean => loaded.some((one) => one.name === `${name}_module`);
  const checks: SafetyCheck[] = [];
  if (wanted === 'prefork' && has('http2'))
    checks.push({
      name: 'HTTP/2',
      passed: false,
      detail: 'mod_http2 is loaded and does not work under prefork: clients get HTTP/1.1 (AH10034)',
    });
  const asked = loaded.filter(({ name }) => doubtful.test(name)).map(({ name }) => name);
  if (wanted !== 'prefork')
    checks.push(
      asked.length > 0
        ? {
            name: 'Modules in threads',
            passed: false,
            detail: `${asked.join(', ')}: thread-safe only if its interpreter was built so, which cannot be seen from here`,
          }
        : {
            name: 'Modules in threads',
            passed: true,
            detail: `${loaded.length} modules, none known for not being thread-safe; what modules load in turn is not seen`,
          },
    );
  if (wanted !== 'prefork' && has('cgi'))
    checks.push({
      name: 'CGI',
      passed: false,
      detail: 'mod_cgi forks the whole process for each script; under threads mod_cgid is meant for that',
    });
  return checks;
}

function limitsNote(wanted: Mpm): SafetyCheck {
  return {
    name: 'Limits',
    passed: true,
    detail: `those of ${wanted} come into sight once it is selected; they are checked before the restart, and a contradiction in them stops the change`,
  };
}

function configuredPoint({ options }: PlanOf<Options>, look: Look): Point {
  const name = 'MPM on disk';
  const mpm = factsOf(look, serverSources.version)?.mpm;
  if (mpm === undefined)
    return { name, passed: false, detail: 'httpd does not say which MPM the configuration selects' };
  return { name, passed: mpm === options.mpm, fatal: true, detail: `the configuration selects ${mpm}` };
}

/** The new MPM would not use its limits as they are written. */
function limitPoints({ options }: PlanOf<Options>, look: Look): readonly Point[] {
  const config = wholeConfiguration(look);
  if ('why' in config) return [];
  return adjustments(options.mpm, limitsOnDisk(config, options.mpm)).map(({ name, written, used, why }) => ({
    name: 'Limits of the new MPM',
    passed: false,
    detail: `${name} ${written} would become ${used}: ${why}`,
  }));
}

function runningPoint({ options }: PlanOf<Options>, look: Look, logs: ReturnType<typeof since>): Point {
  const name = 'MPM running';
  const page = factsOf(look, serverSources.statusPage)?.mpm;
  const mpm = page ?? (logs === undefined ? undefined : runningAs(logs)?.mpm);
  if (mpm === undefined) return { name, passed: false, detail: 'neither the status page nor the log says which one' };
  return {
    name,
    passed: mpm === options.mpm,
    fatal: true,
    detail: `${mpm}, by ${page === undefined ? 'its own line in the log' : 'the status page'}`,
  };
}

const lookFirst: ReadVerb = 'mpm-settings';

function readMpm([word, ...rest]: readonly string[]): ArgumentsRead<Options> {
  if (word === undefined)
    return { problems: ['Which MPM? `mpm HOST` takes event, worker or prefork.'], look: lookFirst };
  const wanted = meantMpm(word);
  if (wanted === undefined)
    return { problems: [`There is no MPM ${quoted(word)}: it is event, worker or prefork.`], look: lookFirst };
  return { options: { mpm: wanted }, problems: wanted === word ? [] : [`There is no MPM ${quoted(word)}.`], rest };
}

function meantMpm(word: string): MpmName | undefined {
  const bare = word.replace(/^mpm_/, '').replace(/(?:_module|\.so)$/, '');
  return mpmNames.find((name) => name === bare) ?? mpmNames.find((name) => nearestOf(bare, [name]).length > 0);
}
