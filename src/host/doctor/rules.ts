import { readers } from '../kit/kit.ts';
import type { DoctorLine } from './line.ts';

/** Settings that hand the caller's surroundings to root (sudoers(5)); names of variables that programs load code or settings by. */
const looseSetting = /^(?:!env_reset|setenv|closefrom_override|runchroot=.+|runcwd=.+|!env_check|!env_delete)$/;
const looseVariable =
  /^(?:(?!LC_\*$).*\*.*|LD_.+|DYLD_.+|(?:BASH_)?ENV|BASHOPTS|SHELLOPTS|PS4|PATH|IFS|CDPATH|TMPDIR|GCONV_PATH|LOCPATH|NLSPATH|PAGER|EDITOR|VISUAL|(?:PERL|PYTHON|RUBY|APACHE|HTTPD|OPENSSL|SYSTEMD|LESS).*)$/;

/** Judges what `sudo -l` lists: the settings for the account, and that the rules are those that were generated, no more and no less. */
export function ruleLines(text: string | undefined, wanted: readonly string[]): readonly DoctorLine[] {
  const listed = [...(text ?? '').matchAll(/^\s+\(([^)]*)\)\s+(.*)$/gm)].map(([, runAs = '', rule = '']) =>
    read(runAs, rule),
  );
  if (listed.length === 0)
    return [
      {
        group: 'rules',
        name: 'Rules',
        outcome: 'wrong',
        detail: 'sudo grants nothing here: install the kit (oncall kit HOST)',
      },
    ];
  const expected = new Set(wanted.map((rule) => `root ${plain(rule)}`));
  const rules = listed.map(({ rule }) => rule);
  const more = rules.filter((rule) => !expected.has(rule));
  const missing = [...expected].filter((rule) => !rules.includes(rule));
  return [
    verdict('No rule beyond the generated ones', more, `${rules.length} rules`),
    verdict('Every generated rule', missing, 'all there', 'missing: '),
    verdict(
      'Tags of the rules',
      listed.flatMap(({ rule, tags }) => wrongTags(rule, tags)),
      'no SETENV, and NOEXEC for what only reads',
    ),
    verdict('Settings of sudo', looseSettings(text ?? ''), 'nothing of the caller’s environment that matters is kept'),
  ];
}

interface Rule {
  readonly rule: string;
  readonly tags: readonly string[];
}

/** One listed rule: whom it runs as and the command, and apart from it tags like NOPASSWD. Backslashes only escape, so they do not count. */
function read(runAs: string, text: string): Rule {
  const tags = /^(?:[A-Z_]+: ?)*/.exec(text)?.[0] ?? '';
  return { rule: `${runAs.trim()} ${plain(text.slice(tags.length))}`, tags: tags.match(/[A-Z_]+/g) ?? [] };
}

function wrongTags(rule: string, tags: readonly string[]): readonly string[] {
  const program = rule.split(' ')[1] ?? '';
  return [
    ...(tags.includes('SETENV') ? [`SETENV on ${rule}`] : []),
    ...(readers.includes(program) && !tags.includes('NOEXEC') ? [`no NOEXEC on ${rule}`] : []),
  ];
}

/** The settings that are too loose, of the block `Matching Defaults entries`; the last word on a switch counts. */
function looseSettings(text: string): readonly string[] {
  const block = /^Matching Defaults entries[^\n]*\n([\s\S]*?)(?:\n\s*\n|$(?![\s\S]))/m.exec(text)?.[1];
  if (block === undefined) return ['none are listed: the Defaults line of the kit is missing'];
  const settings = (block.match(/(?:"[^"]*"|[^,"])+/g) ?? []).map((one) => one.trim());
  const last = new Map(settings.filter((one) => !one.includes('=')).map((one) => [one.replace(/^!/, ''), one]));
  const loose = [...last.values(), ...settings.filter((one) => one.includes('='))].filter((one) =>
    looseSetting.test(one),
  );
  return [...loose, ...settings.flatMap(keptVariables)];
}

function keptVariables(setting: string): readonly string[] {
  const [, names = ''] = /^env_keep\s*\+?=\s*"?([^"]*)"?$/.exec(setting) ?? [];
  return names.split(/\s+/).flatMap((name) => (looseVariable.test(name) ? [`env_keep has ${name}`] : []));
}

function verdict(name: string, wrong: readonly string[], fine: string, prefix = ''): DoctorLine {
  if (wrong.length === 0) return { group: 'rules', name, outcome: 'ok', detail: fine };
  return { group: 'rules', name, outcome: 'wrong', detail: `${prefix}${wrong.slice(0, 5).join('; ')}` };
}

function plain(rule: string): string {
  return rule.replaceAll('\\', '').replace(/\s+/g, ' ').trim();
}
