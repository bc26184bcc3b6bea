import type { Look } from '../../model/change-runbook.ts';
import { directiveSettings } from '../../model/directives.ts';
import type { Plan, SafetyCheck } from '../../model/plan.ts';
import type { DirectivesFacts, ModulesFacts } from '../../probes/config/facts.ts';
import { modules } from '../../probes/config/probe.ts';
import { defineChange, type RequestOf } from '../define-change.ts';
import { editRunbook, type Proposal } from './edits/edit-plan.ts';
import type { Effect } from './edits/edit-verify.ts';
import { type SettingsOptions, settings } from './edits/read-settings.ts';
import { editFor, isSet, type Settings, serverLine, wholeConfiguration } from './edits/server-line.ts';
import { readSetting } from './edits/settings.ts';
import { settingsEffect } from './edits/settings-effect.ts';
import { narrowerChecks } from './edits/tune-checks.ts';
import type { Edit } from './helper/editor.ts';
import { DIRECTIVE_EDIT } from './helper/rights.ts';
import type { Point } from './server/points.ts';
import { because } from './server/refusal.ts';
import { factsOf, serverSources } from './server/server.ts';

const effect: Effect<SettingsOptions> = {
  onDisk: (plan, look) => [...settingsEffect.onDisk(plan, look), ...reqtimeoutPoints(plan, look)],
  running: () => [],
};

/** What tells strangers less and lets them hold less: version in answers, TRACE, size and slowness of requests. */
export const harden = defineChange({
  verb: 'harden',
  place: 90,
  summary: 'Plans safer directives: what the server tells of itself, and limits on requests.',
  examples: ['harden web-03', 'harden web-03 ServerTokens=Prod LimitRequestBody=10485760'],
  looksAt: 'the directives on disk, the modules, and everything that a reload needs',
  alsoTried: ['lock-down', 'servertokens', 'protect', 'reqtimeout'],
  title: 'Hardening of {host}',
  button: 'Plan hardening',
  takes: { ...settings, values: Object.keys(directiveSettings).filter((name) => directiveSettings[name]?.hardens) },
  tiers: ['reversible'],
  rights: {
    unit: ['reload'],
    edit: {
      kind: `(${DIRECTIVE_EDIT}|module:on:reqtimeout)`,
      sample: 'own:RequestReadTimeout=header=20-40,MinRate=500%20body=20',
    },
  },
  takenBackBy: 'files put back, then reload',
  proof: ['config-changes', 'every-edit', 'edits'],
  ...editRunbook({ verb: 'harden', probes: [modules], propose: proposeHarden, effect }),
});

/** 1 GiB, httpd’s own default since 2.4.54; before that there was no limit. */
const BODY_LIMIT = '1073741824';
/** The module’s own default (mod_reqtimeout). */
const READ_TIMEOUT = 'header=20-40,MinRate=500 body=20,MinRate=500';

function proposeHarden({ look, options }: Omit<RequestOf<SettingsOptions>, 'previewed'>): Proposal {
  const config = wholeConfiguration(look);
  if ('why' in config) return { reasons: [config] };
  const loaded = factsOf(look, modules);
  if (loaded === undefined) return { reasons: [because('Which modules are loaded could not be seen.')] };
  const given = Object.entries(options.settings ?? {}).map(([name, value]) => readSetting(name, value));
  const wrong = given.flatMap((one) =>
    one.ok
      ? directiveSettings[one.name]?.hardens === true
        ? []
        : [because(`${one.name} is not for hardening; tune sets it.`)]
      : [because(`${one.problem}.`)],
  );
  if (wrong.length > 0) return { reasons: wrong };
  const byHand = Object.fromEntries(given.flatMap((one) => (one.ok ? [[one.name, one.value]] : [])));
  const wanted = given.length > 0 ? byHand : recommended(config, look);
  return proposalOf(look, config, loaded, wanted, given.length === 0);
}

function proposalOf(
  look: Look,
  config: DirectivesFacts,
  loaded: ModulesFacts,
  wanted: Settings,
  whole: boolean,
): Proposal {
  const hasTimeout = loaded.modules.some(({ name }) => name === 'reqtimeout_module');
  const lacking = !hasTimeout && (whole || wanted['RequestReadTimeout'] !== undefined);
  const switchable = look.layout?.family === 'debian' || look.layout?.family === 'rhel';
  if (lacking && !whole && !switchable)
    return {
      reasons: [because('mod_reqtimeout is not loaded, and modules are switched on Debian and Red Hat layouts only.')],
    };
  const changes = Object.entries(wanted).filter(([name, value]) => !isSet(config, name, value));
  const on: readonly Edit[] = lacking && switchable ? [{ edit: 'module', state: 'on', module: 'reqtimeout' }] : [];
  const edits = [...on, ...changes.map(([name, value]) => editFor(config, name, value))];
  const notes = whole ? standing(config, look, hasTimeout) : [];
  if (edits.length === 0)
    return {
      reasons: [
        {
          why: `Nothing is left to harden here: ${whole ? notes.map(({ name, detail }) => `${name}: ${detail}`).join('; ') : 'the configuration says so already'}.`,
          evidence: Object.keys(wanted).flatMap((name) => serverLine(config, name)?.text ?? []),
        },
      ],
    };
  const names = changes.map(([name]) => name);
  return {
    edits,
    uptake: 'reload',
    title: [
      ...(on.length > 0 ? ['Load mod_reqtimeout'] : []),
      ...changes.map(([name, value]) => `${name} ${value}`),
    ].join(', '),
    impact: consequences(names, on.length > 0),
    checks: [
      ...(lacking && !switchable
        ? [{ name: 'mod_reqtimeout', passed: false, detail: 'not loaded; on this layout a person has to load it' }]
        : []),
      ...notes,
      ...narrowerChecks(config, names),
    ],
  };
}

/** Only what is weaker now: a value that is as strict or stricter stays. */
function recommended(config: DirectivesFacts, look: Look): Settings {
  const value = (name: string): string | undefined => serverLine(config, name)?.args.join(' ').toLowerCase();
  const settings: Record<string, string> = {};
  if (!['prod', 'productonly'].includes(value('ServerTokens') ?? '')) settings['ServerTokens'] = 'Prod';
  if (!['off', undefined].includes(value('ServerSignature'))) settings['ServerSignature'] = 'Off';
  if (value('TraceEnable') !== 'off') settings['TraceEnable'] = 'Off';
  if (unlimitedBody(config, look)) settings['LimitRequestBody'] = BODY_LIMIT;
  if (/\bheader=0\b/i.test(serverLine(config, 'RequestReadTimeout', 'header=0')?.text ?? ''))
    settings['RequestReadTimeout'] = READ_TIMEOUT;
  return settings;
}

/** No limit: written as 0, or not written with a version whose default that is. An unknown version is not guessed. */
function unlimitedBody(config: DirectivesFacts, look: Look): boolean {
  const line = serverLine(config, 'LimitRequestBody');
  if (line !== undefined) return line.args[0] === '0';
  const version = factsOf(look, serverSources.version)?.version ?? '';
  const patch = Number(/^2\.4\.(\d{1,3})$/.exec(version)?.[1] ?? Number.NaN);
  return patch < 54 || /^2\.[0-3]\./.test(version);
}

function standing(config: DirectivesFacts, look: Look, hasTimeout: boolean): readonly SafetyCheck[] {
  const line = (name: string): string | undefined => serverLine(config, name)?.text;
  const version = factsOf(look, serverSources.version)?.version;
  const checks = [
    { name: 'ServerTokens', detail: line('ServerTokens') ?? 'not set, which is Full' },
    { name: 'ServerSignature', detail: line('ServerSignature') ?? 'not set, which is Off' },
    { name: 'TraceEnable', detail: line('TraceEnable') ?? 'not set, which is On' },
    {
      name: 'LimitRequestBody',
      detail:
        line('LimitRequestBody') ??
        `not set, which is ${unlimitedBody(config, look) ? 'no limit' : version === undefined ? '1 GiB since 2.4.54 and no limit before' : '1 GiB'} (Apache ${version ?? 'of an unknown version'})`,
    },
    {
      name: 'Slow requests',
      detail: hasTimeout
        ? (serverLine(config, 'RequestReadTimeout', 'header=0')?.text ??
          `mod_reqtimeout with its default, ${READ_TIMEOUT}`)
        : 'mod_reqtimeout is not loaded',
    },
  ];
  return checks.map(({ name, detail }) => ({ name: `${name} now`, passed: true, detail }));
}

function consequences(names: readonly string[], loads: boolean): readonly string[] {
  return [
    ...(names.includes('LimitRequestBody') ? ['Larger uploads are answered with 413 from then on.'] : []),
    ...(names.includes('TraceEnable') ? ['TRACE requests are answered with 405 from then on.'] : []),
    ...(loads || names.includes('RequestReadTimeout')
      ? ['Clients that send a request more slowly than RequestReadTimeout allows are cut off with 408.']
      : []),
  ];
}

function reqtimeoutPoints({ steps }: Pick<Plan, 'steps'>, look: Look): readonly Point[] {
  if (!steps.some(({ command }) => command.argv.includes('module:on:reqtimeout'))) return [];
  const name = 'mod_reqtimeout loaded';
  const loaded = factsOf(look, modules)?.modules;
  if (loaded === undefined) return [{ name, passed: false, detail: 'the modules could not be seen' }];
  const passed = loaded.some((one) => one.name === 'reqtimeout_module');
  return [{ name, passed, fatal: true, detail: passed ? 'by httpd -M' : 'not in the list of httpd -M' }];
}
