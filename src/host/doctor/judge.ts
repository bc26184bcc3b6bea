import { sha256OfText } from '../../lib/canonical-json.ts';
import type { SectionAnswer } from '../../model/ports.ts';
import { editorPath } from '../../runbooks/changes/helper/editor.ts';
import { balancerHelper, balancerHelperPath } from '../oncall-balancer/oncall-balancer.ts';
import { hostEditor } from '../oncall-change/oncall-change.ts';
import { hostHelper, hostHelperPath } from '../oncall-facts/oncall-facts.ts';
import type { DoctorLine } from './line.ts';
import { ruleLines } from './rules.ts';
import { logFolders, type Trial } from './sections.ts';

/** Groups whose members are root in all but name, or can read what only root should: Debian's and RHEL's defaults. */
const mightyGroups: ReadonlySet<string> = new Set([
  'root',
  'sudo',
  'wheel',
  'admin',
  'docker',
  'lxd',
  'libvirt',
  'disk',
  'shadow',
  'kmem',
  'www-data',
  'apache',
  'staff',
  'ssl-cert',
  'incus',
  'incus-admin',
]);

const helpers = new Map([
  [hostHelperPath, hostHelper],
  [editorPath, hostEditor],
  [balancerHelperPath, balancerHelper],
]);

type Answers = ReadonlyMap<string, SectionAnswer>;

/** Judges the doctor's look; `rules` are the commands the generated sudoers file grants, as sudo prints them, `programs` are the helpers that these rules run. */
export function judgeDoctor(
  answers: Answers,
  trials: readonly Trial[],
  { rules, programs }: { readonly rules: readonly string[]; readonly programs: readonly string[] },
): readonly DoctorLine[] {
  return [
    ...accountLines(answers.get('account')?.text),
    ...fileLines(answers.get('files')?.text, programs),
    ...logFolders(trials).map((path) => folderLine(path, answers.get('files')?.text)),
    ...writableLines(answers.get('writable')?.text),
    ...ruleLines(answers.get('rules')?.text, rules),
    ...trials.map((trial) => trialLine(trial, answers.get(trial.id)?.text)),
  ];
}

function accountLines(text: string | undefined): readonly DoctorLine[] {
  const uid = /^uid (\d+)$/m.exec(text ?? '')?.[1];
  const groups = /^groups (.+)$/m.exec(text ?? '')?.[1]?.split(' ') ?? [];
  const mighty = groups.filter((group) => mightyGroups.has(group));
  if (uid === undefined) return [{ group: 'account', name: 'Account', outcome: 'unknown', detail: 'not told' }];
  const name = /^name (.+)$/m.exec(text ?? '')?.[1] ?? uid;
  return [
    uid === '0'
      ? { group: 'account', name: 'Account', outcome: 'wrong', detail: `${name} is root: no rule limits it` }
      : { group: 'account', name: 'Account', outcome: 'ok', detail: `${name}, uid ${uid}` },
    {
      group: 'account',
      name: 'Groups',
      outcome: mighty.length === 0 ? 'ok' : 'wrong',
      detail: mighty.length === 0 ? groups.join(', ') : `in ${mighty.join(', ')}: more than looking needs`,
    },
  ];
}

function fileLines(text: string | undefined, programs: readonly string[]): readonly DoctorLine[] {
  if (text === undefined || !/^end$/m.test(text))
    return [{ group: 'helpers', name: 'Helpers', outcome: 'unknown', detail: 'their files could not be looked at' }];
  const wanted = [...helpers].filter(([path]) => path === hostHelperPath || programs.includes(path));
  const directories = ['/usr/local/sbin', '/usr/local', '/etc/sudoers.d'];
  return [
    ...wanted.map(([path, source]) => helperLine(path, source, text)),
    ...directories.map((path) => ownedLine(path, text)),
  ];
}

function helperLine(path: string, source: string, text: string): DoctorLine {
  const owned = ownedLine(path, text);
  if (owned.outcome !== 'ok') return owned;
  const digest = new RegExp(`^digest ([0-9a-f]{64}) [ *]${escaped(path)}$`, 'm').exec(text)?.[1];
  const known = [sha256OfText(source), sha256OfText(`${source.trimEnd()}\n`)];
  if (digest === undefined) return { ...owned, outcome: 'unknown', detail: 'its content could not be read' };
  if (known.includes(digest)) return { ...owned, detail: 'root’s own, and exactly this version’s text' };
  return { ...owned, outcome: 'wrong', detail: 'not this version’s text: install the kit again (oncall kit HOST)' };
}

/** Root reads the log there by name: who may put a link in its place chooses what is read. */
function folderLine(path: string, text: string | undefined): DoctorLine {
  if (text === undefined || !new RegExp(`^file .* ${escaped(path)}$`, 'm').test(text))
    return { group: 'helpers', name: path, outcome: 'unknown', detail: 'whose this folder is was not told' };
  return ownedLine(path, text);
}

function ownedLine(path: string, text: string): DoctorLine {
  const [, owner, group = '', mode = ''] =
    new RegExp(`^file (\\S+) (\\S+) ([0-7]+) ${escaped(path)}$`, 'm').exec(text) ?? [];
  const line = { group: 'helpers', name: path } as const;
  if (owner === undefined) return { ...line, outcome: 'wrong', detail: 'not there: install the kit (oncall kit HOST)' };
  const others = Number.parseInt(mode, 8) & (group === 'root' || group === 'staff' ? 0o002 : 0o022);
  if (owner !== 'root' || others !== 0)
    return { ...line, outcome: 'wrong', detail: `${owner}:${group}, mode ${mode}: others than root may change it` };
  return { ...line, outcome: 'ok', detail: `${owner}:${group}, mode ${mode}` };
}

function writableLines(text: string | undefined): readonly DoctorLine[] {
  const line = { group: 'account', name: 'May write configuration' } as const;
  if (text === undefined || !/^end$/m.test(text)) return [{ ...line, outcome: 'unknown', detail: 'not looked at' }];
  const paths = [...text.matchAll(/^writable (.+)$/gm)].map((match) => match[1] ?? '');
  if (paths.length === 0) return [{ ...line, outcome: 'ok', detail: 'no: no file of httpd, systemd or sudo' }];
  return [{ ...line, outcome: 'wrong', detail: `yes: ${paths.slice(0, 5).join(', ')}` }];
}

function trialLine({ argv, expected }: Trial, text: string | undefined): DoctorLine {
  const name = argv.join(' ');
  const group = expected === 'allowed' ? 'granted' : 'attacks';
  const exit = /^exit (\d+)$/m.exec(text ?? '')?.[1];
  if (exit === undefined) return { group, name, outcome: 'unknown', detail: 'no answer' };
  const allowed = exit === '0';
  if (expected === 'allowed')
    return { group, name, outcome: allowed ? 'ok' : 'wrong', detail: allowed ? 'allowed' : 'sudo refuses it' };
  const by = expected === 'refused-by-helper' ? 'refused' : 'refused by sudo';
  return { group, name, outcome: allowed ? 'wrong' : 'ok', detail: allowed ? 'ALLOWED' : by };
}

function escaped(path: string): string {
  return path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Whether a sudo of this version (first line of `sudo -V`) knows regular expressions, which came with 1.9.10 (its NEWS). */
export function knowsPatterns(text: string | undefined): boolean {
  const [, major = '0', minor = '0', patch = '0'] = /^Sudo version (\d+)\.(\d+)\.(\d+)/m.exec(text ?? '') ?? [];
  return (
    Number(major) > 1 || (Number(major) === 1 && (Number(minor) > 9 || (Number(minor) === 9 && Number(patch) >= 10)))
  );
}
