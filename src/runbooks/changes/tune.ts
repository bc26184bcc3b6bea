import type { Look } from '../../model/change-runbook.ts';
import { directiveSettings } from '../../model/directives.ts';
import type { Reason, SafetyCheck } from '../../model/plan.ts';
import type { DirectivesFacts } from '../../probes/config/facts.ts';
import { modules } from '../../probes/config/probe.ts';
import type { Mpm } from '../../probes/memory/mpm-settings.ts';
import { memoryRoom } from '../../probes/memory/probe.ts';
import { defineChange, type RequestOf } from '../define-change.ts';
import { editRunbook, type Proposal } from './edits/edit-plan.ts';
import { keptChecks } from './edits/kept-checks.ts';
import { limitsOnDisk } from './edits/limits.ts';
import { type SettingsOptions, settings } from './edits/read-settings.ts';
import { editFor, isSet, type Settings, serverLine, wholeConfiguration } from './edits/server-line.ts';
import { readSetting } from './edits/settings.ts';
import { settingsEffect } from './edits/settings-effect.ts';
import { narrowerChecks } from './edits/tune-checks.ts';
import { fitLimits } from './edits/tune-limits.ts';
import { type Measured, measure } from './edits/tune-measured.ts';
import { DIRECTIVE_EDIT } from './helper/rights.ts';
import { because } from './server/refusal.ts';
import { mpmOf } from './server/running.ts';
import { factsOf, serverSources } from './server/server.ts';

/** Limits and timeouts: values given by hand and checked against httpd’s sizing rules, or computed from what was measured. */
export const tune = defineChange({
  verb: 'tune',
  place: 60,
  summary: 'Plans new limits, computed from what was measured or given by hand.',
  examples: [
    'tune web-03',
    'tune web-03 MaxRequestWorkers=400 ServerLimit=16',
    'tune web-03 KeepAliveTimeout=2 --dry-run',
  ],
  looksAt: 'memory per process, the limits in effect and on disk, and everything that a reload or restart needs',
  alsoTried: ['set', 'tuning', 'adjust', 'raise', 'resize', 'scale', 'edit', 'configure'],
  title: 'New limits on {host}',
  button: 'Plan new limits',
  takes: settings,
  tiers: ['reversible', 'disruptive'],
  rights: { unit: ['reload', 'restart'], edit: { kind: DIRECTIVE_EDIT, sample: 'own:Timeout=60' } },
  takenBackBy: 'files put back, then reload or restart',
  proof: ['config-changes', 'edits', 'lost-connection'],
  ...editRunbook({
    verb: 'tune',
    probes: [memoryRoom, modules],
    propose: proposeTune,
    effect: settingsEffect,
  }),
});

function proposeTune({ look, options }: Omit<RequestOf<SettingsOptions>, 'previewed'>): Proposal {
  const config = wholeConfiguration(look);
  if ('why' in config) return { reasons: [config] };
  const mpm = mpmOf(look);
  if (!isMpm(mpm))
    return {
      reasons: [
        because(`Which MPM runs is not known${mpm === undefined ? '' : ` (${mpm})`}, and its limits depend on it.`),
      ],
    };
  const measured = measure(look, mpm);
  const byHand = options.settings !== undefined && Object.keys(options.settings).length > 0;
  if (!byHand && measured.reasons.length > 0) return { reasons: measured.reasons };
  const read = byHand ? readAll(options.settings ?? {}) : { settings: measured.settings, reasons: [] };
  const reasons = [...read.reasons, ...foreignReasons(read.settings, mpm, look)];
  if (reasons.length > 0) return { reasons };
  return proposalFor(look, config, mpm, read.settings, measured);
}

function proposalFor(look: Look, config: DirectivesFacts, mpm: Mpm, wanted: Settings, measured: Measured): Proposal {
  const fitted = fitLimits(config, mpm, wanted);
  if (!fitted.fits) return { reasons: fitted.reasons };
  const changes = Object.entries(fitted.settings).filter(([name, value]) => !isSet(config, name, value));
  if (changes.length === 0) return { reasons: [alreadyReason(config, fitted.settings, look)] };
  const uptake = changes.some(([name]) => directiveSettings[name]?.needs === 'restart') ? 'restart' : 'reload';
  return {
    edits: changes.map(([name, value]) => editFor(config, name, value)),
    uptake,
    title: `Set ${changes.map(([name, value]) => `${name} ${value}`).join(', ')}`,
    impact: fewerWorkers(config, mpm, fitted.settings, look),
    checks: [
      ...fitted.checks,
      ...narrowerChecks(
        config,
        changes.map(([name]) => name),
      ),
      ...(uptake === 'reload' ? keptChecks(look) : []),
      ...roomChecks(fitted.settings, measured),
      ...measured.checks,
    ],
  };
}

function isMpm(name: string | undefined): name is Mpm {
  return name === 'prefork' || name === 'worker' || name === 'event';
}

function readAll(given: Settings): { readonly settings: Settings; readonly reasons: readonly Reason[] } {
  const read = Object.entries(given).map(([name, value]) => readSetting(name, value));
  return {
    settings: Object.fromEntries(read.flatMap((one) => (one.ok ? [[one.name, one.value]] : []))),
    reasons: read.flatMap((one) => (one.ok ? [] : [because(`${one.problem}.`)])),
  };
}

/** Directives that this MPM, or the modules that are loaded, do not know: they would be a syntax error. */
function foreignReasons(settings: Settings, mpm: Mpm, look: Look): readonly Reason[] {
  const loaded = factsOf(look, modules)?.modules;
  return Object.keys(settings).flatMap((name): Reason[] => {
    const { mpms, module } = directiveSettings[name] ?? {};
    if (mpms !== undefined && !mpms.includes(mpm))
      return [because(`The ${mpm} MPM has no ${name}; ${mpms.join(' and ')} have.`)];
    if (module === undefined) return [];
    if (loaded === undefined)
      return [because(`Which modules are loaded could not be seen, and ${name} needs mod_${module}.`)];
    return loaded.some((one) => one.name === `${module}_module`)
      ? []
      : [because(`mod_${module} is not loaded, so ${name} would be a syntax error.`)];
  });
}

function alreadyReason(config: DirectivesFacts, settings: Settings, look: Look): Reason {
  const lines = Object.keys(settings).flatMap((name) => serverLine(config, name) ?? []);
  const kept = keptChecks(look).map(({ detail }) => ` But ${detail}: that takes a restart.`);
  return {
    why: `The configuration says so already.${kept.join('')}`,
    evidence: lines.map(({ text, file, line }) => `${file}:${line}: ${text}`),
  };
}

/** Threads of another number make processes of another size, of which nothing was measured. */
function roomChecks(settings: Settings, { fits }: Measured): readonly SafetyCheck[] {
  const wanted = Number(settings['MaxRequestWorkers']);
  if (!Number.isInteger(wanted)) return [];
  const name = 'Memory at that limit';
  if (fits === undefined || settings['ThreadsPerChild'] !== undefined)
    return [
      { name, passed: false, detail: `not known: whether ${wanted} workers fit cannot be told from what was measured` },
    ];
  return [{ name, passed: wanted <= fits, detail: `${wanted} wanted, ${fits} fit by what was measured` }];
}

function fewerWorkers(config: DirectivesFacts, mpm: Mpm, settings: Settings, look: Look): readonly string[] {
  const wanted = Number(settings['MaxRequestWorkers']);
  const now = limitsOnDisk(config, mpm).MaxRequestWorkers;
  if (!(wanted < now)) return [];
  const busy = factsOf(look, serverSources.statusPage)?.busy;
  const seen = busy === undefined ? '' : ` (${busy} ${busy === 1 ? 'was' : 'were'} busy when this was planned)`;
  return [
    `From then on ${wanted} requests are served at the same time instead of ${now}${seen}; more than that wait in the accept queue.`,
  ];
}
