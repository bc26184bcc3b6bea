import { loadProgram } from '../../lib/program.ts';
import type { Layout } from '../../model/layout.ts';
import type { NamedSection } from '../../model/ports.ts';
import { editorPath } from '../../runbooks/changes/helper/editor.ts';
import { balancerHelperPath } from '../oncall-balancer/oncall-balancer.ts';
import { hostHelperPath } from '../oncall-facts/oncall-facts.ts';
import { refusedByHelper, refusedBySudo } from './attacks.ts';

type Argv = readonly string[];

/** One call that is tried, and what has to come of it. */
export interface Trial {
  readonly id: string;
  readonly argv: Argv;
  readonly expected: 'allowed' | 'refused-by-sudo' | 'refused-by-helper';
}

const SECONDS = 15;

const load = (file: string): string => loadProgram(import.meta.dirname, file);
const programs = {
  account: load('account.sh'),
  files: load('files.sh'),
  writable: load('writable.sh'),
  rules: load('sudo-rules.sh'),
  wouldSudo: load('would-sudo.sh'),
  doesSudo: load('does-sudo.sh'),
};

/** Everything that is tried: what is granted has to be allowed, and every attack refused. */
export function trialsFor(layout: Layout, granted: readonly Argv[]): readonly Trial[] {
  const trials = (expected: Trial['expected'], prefix: string, argvs: readonly Argv[]): Trial[] =>
    argvs.map((argv, index) => ({ id: `${prefix}-${index}`, argv, expected }));
  return [
    ...trials('allowed', 'granted', granted),
    ...trials(
      'refused-by-sudo',
      'attack',
      refusedBySudo(layout).filter((one) => !isGranted(one, granted)),
    ),
    ...trials('refused-by-helper', 'helper', refusedByHelper(layout)),
  ];
}

function isGranted(argv: Argv, granted: readonly Argv[]): boolean {
  return granted.some((one) => one.join('\0') === argv.join('\0'));
}

/** The folders of the logs that a rule lets root read by name. */
export function logFolders(trials: readonly Trial[]): readonly string[] {
  const logs = trials
    .filter(({ argv, expected }) => expected === 'allowed' && argv[0] === '/usr/bin/tail')
    .map(({ argv }) => argv.at(-1) ?? '');
  return [...new Set(logs.filter((path) => path.startsWith('/')).map((path) => path.replace(/\/[^/]*$/, '') || '/'))];
}

/** The sections of the doctor's one look at a host: who the account is, the helpers, what it may write, the rules, and each trial. */
export function doctorSections(layout: Layout, trials: readonly Trial[]): readonly NamedSection[] {
  const section = (id: string, program: string, args: readonly string[] = []): NamedSection => ({
    id,
    program,
    args,
    seconds: SECONDS,
    bytes: 60_000,
  });
  return [
    section('account', programs.account),
    section('files', programs.files, [
      hostHelperPath,
      editorPath,
      balancerHelperPath,
      '/usr/local/sbin',
      '/usr/local',
      '/etc/sudoers.d',
      ...logFolders(trials),
    ]),
    section('writable', programs.writable, [
      layout.configRoot,
      layout.binary,
      layout.control,
      '/etc/systemd/system',
      '/etc/sudoers.d',
      '/usr/local/sbin',
    ]),
    section('rules', programs.rules),
    ...trials.map(({ id, argv, expected }) =>
      section(id, expected === 'refused-by-helper' ? programs.doesSudo : programs.wouldSudo, argv),
    ),
  ];
}
