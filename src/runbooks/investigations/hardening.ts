import { columns } from '../../lib/columns.ts';
import type { Panel } from '../../model/report.ts';
import type { Directive, DirectivesFacts } from '../../probes/config/facts.ts';
import { configTree, configtest, directives, modules } from '../../probes/config/probe.ts';
import { version } from '../../probes/service/probe.ts';
import { defineInvestigation } from '../define-investigation.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';
import { serverLine } from '../state/server.ts';

/** What makes the server easier to attack than it must be. */
export const hardening = defineInvestigation({
  verb: 'hardening',
  place: 150,
  title: 'Hardening',
  summary: 'Says what makes the server easier to attack or to exhaust than it must be.',
  examples: ['hardening web-03'],
  looksAt: 'directives, modules and who may change configuration files',
  alsoTried: ['security', 'audit', 'secure', 'advice'],
  button: 'Advice on hardening',
  sources: [directives, modules, configTree, version, configtest],
  state: [serverLine],
  panels: hardeningPanels,
});

/** Directives that decide what is told to strangers and what they may use up, with httpd's own defaults (manual, core and mod_reqtimeout). */
const looked: readonly (readonly [name: string, key: string, fallback: string])[] = [
  ['ServerTokens', 'servertokens', 'Full'],
  ['ServerSignature', 'serversignature', 'Off'],
  ['LimitRequestBody', 'limitrequestbody', '1073741824 (0 before 2.4.53)'],
  ['Timeout', 'timeout', '60'],
  ['KeepAliveTimeout', 'keepalivetimeout', '5'],
  [
    'RequestReadTimeout',
    'requestreadtimeout',
    'header=20-40,MinRate=500 body=20,MinRate=500 where mod_reqtimeout is loaded',
  ],
];

/** The settings that hardening looks at as they are, and who may change the configuration. */
function hardeningPanels(outcomes: Outcomes): readonly Panel[] {
  const config = factsFrom(outcomes, directives);
  const tree = factsFrom(outcomes, configTree);
  const loaded = factsFrom(outcomes, modules)?.modules.map(({ name }) => name);
  const built = factsFrom(outcomes, version);
  const lines = [
    ...(built === undefined ? [] : [built.server]),
    ...(config === undefined ? ['the directives could not be read'] : settingLines(config)),
    ...(loaded === undefined ? [] : [moduleLine(loaded)]),
    ...(tree === undefined
      ? []
      : [writableLine(tree.writable.map(({ path, mode, owner }) => `${path} (${mode} ${owner})`))]),
  ];
  return [{ title: 'Settings', lines }];
}

function settingLines({ directives: list }: DirectivesFacts): readonly string[] {
  const rows = looked.map(([name, key, fallback]) => {
    const given = list.filter((one) => one.name === key && one.vhost === undefined && one.sections.length === 0);
    const last = given.at(-1);
    if (last === undefined) return [name, `not set: ${fallback}`, ''];
    const lines: readonly Directive[] = key === 'requestreadtimeout' ? given : [last];
    return [name, lines.map(({ args }) => args.join(' ')).join(' '), `${last.file}:${last.line}`];
  });
  return columns([['directive', 'value', 'where'], ...rows]);
}

function moduleLine(loaded: readonly string[]): string {
  const noteworthy = ['reqtimeout_module', 'security2_module', 'evasive24_module', 'evasive20_module', 'qos_module'];
  const found = noteworthy.filter((name) => loaded.includes(name));
  return `modules that hold clients back: ${found.length === 0 ? 'none' : found.map((name) => name.replace(/_module$/, '')).join(', ')}`;
}

function writableLine(paths: readonly string[]): string {
  if (paths.length === 0) return 'configuration: only root may change it';
  return `configuration that others than root may change: ${paths.slice(0, 5).join(', ')}${paths.length > 5 ? ` and ${paths.length - 5} more` : ''}`;
}
