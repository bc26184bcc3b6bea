import type { Layout } from '../../model/layout.ts';
import type { ChangeVerb } from '../../model/verbs.ts';
import { probes } from '../../probes/index.ts';
import { editorPath } from '../../runbooks/changes/helper/editor.ts';
import { changeGrants, type Grant, sudoersCommand } from '../../runbooks/changes/helper/grants.ts';
import { hostEditor } from '../oncall-change/oncall-change.ts';
import { hostHelper, hostHelperPath } from '../oncall-facts/oncall-facts.ts';
import { installScriptOf, programStep, rulesStep } from './install.ts';

type Argv = readonly string[];

/** Programs that start no other program themselves; NOEXEC keeps it so (sudoers(5)). */
export const readers: readonly string[] = [
  '/usr/bin/ss',
  '/usr/sbin/ss',
  '/sbin/ss',
  '/usr/bin/dmesg',
  '/usr/bin/journalctl',
  '/usr/bin/tail',
];

/** What the settings let the bot do on one host: changes of its Apache, and, where a balancer runs there, the calls that take other hosts out of rotation and put them back. */
export interface Enabled {
  readonly verbs: readonly ChangeVerb[];
  readonly balancer: readonly Argv[];
}

/** What an account gets on one host, for the changes that are enabled there. */
export interface Kit {
  readonly user: string;
  readonly verbs: readonly ChangeVerb[];
  /** Commands that are granted word for word, and for each pattern one that matches it. */
  readonly granted: readonly Argv[];
  /** Every granted command as sudoers(5) has it. */
  readonly rules: readonly string[];
  /** Whether the helper that edits is needed. */
  readonly changes: boolean;
  /** The sudoers(5) file. */
  readonly sudoers: string;
}

/** Every command that looking at such a host runs through sudo, each exactly as it will be called. */
export function privilegedReads(layout: Layout): readonly Argv[] {
  const commands = new Map(probes.flatMap((probe) => probe.privileged(layout)).map((argv) => [argv.join('\0'), argv]));
  return [...commands.values()].sort((a, b) => a.join(' ').localeCompare(b.join(' ')));
}

/** The rules that grant exactly what these verbs need, and no other; `hasPatterns` says that the host's sudo knows regular expressions (1.9.10 or newer). */
export function kitFor(user: string, layout: Layout, verbs: readonly ChangeVerb[], hasPatterns: boolean): Kit {
  const reads = privilegedReads(layout).map((argv): Grant => ({ kind: 'exact', argv }));
  const changes = changeGrants(layout, verbs);
  const all = [...reads, ...changes];
  const lines = (grants: readonly Grant[]): string =>
    grants
      .map((grant) => `${user} ALL=(root) NOPASSWD: ${noexec(grant)}${sudoersCommand(grant, hasPatterns)}`)
      .join('\n');
  return {
    user,
    verbs,
    granted: all.map((grant) => (grant.kind === 'exact' ? grant.argv : grant.sample)),
    rules: all.map((grant) => sudoersCommand(grant, hasPatterns)),
    changes: all.some((grant) => programOf(grant) === editorPath),
    sudoers: `# Made by apache-oncall for this host: exact commands; ${hasPatterns ? 'where arguments vary, the pattern of all of them' : `this sudo knows no patterns, so ${editorPath} alone decides which arguments it takes`}. Install with visudo -cf.
Defaults:${user} env_reset, !setenv, !requiretty, use_pty, secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Looking
${lines(reads)}
# Changing, each only after an approval: ${verbs.length === 0 ? 'nothing is enabled for this host' : verbs.join(', ')}
${lines(changes)}
`,
  };
}

function programOf(grant: Grant): string {
  return grant.kind === 'exact' ? (grant.argv[0] ?? '') : grant.program;
}

function noexec(grant: Grant): string {
  return readers.includes(programOf(grant)) ? 'NOEXEC: ' : '';
}

/** A script for the administrator to read and to run as root on the host: the helpers, and the sudoers file, checked before it counts. */
export function installScript({ user, changes, sudoers }: Kit): string {
  return installScriptOf(`Gives the account ${user} what apache-oncall needs on this host.`, [
    programStep(hostHelperPath, hostHelper),
    changes ? programStep(editorPath, hostEditor) : `rm -f ${editorPath}\n`,
    rulesStep('apache-oncall', sudoers),
  ]);
}
