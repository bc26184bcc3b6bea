import { probes } from '../checks/index.ts';
import { hostHelper, hostHelperPath } from '../checks/service/host-helper.ts';
import type { Layout } from '../model/layout.ts';
import { reloadCommand } from './reload-command.ts';

type Argv = readonly string[];

/** Programs that start no other program themselves; NOEXEC keeps it so (sudoers(5)). */
const readers = ['/usr/bin/ss', '/usr/sbin/ss', '/sbin/ss', '/usr/bin/dmesg', '/usr/bin/journalctl', '/usr/bin/tail'];

/** Every command that looking at such a host runs through sudo, each exactly as it will be called. */
export function privilegedReads(layout: Layout): readonly Argv[] {
  const commands = new Map(probes.flatMap((probe) => probe.privileged(layout)).map((argv) => [argv.join('\0'), argv]));
  return [...commands.values()].sort((a, b) => a.join(' ').localeCompare(b.join(' ')));
}

/** Every command that changing such a host runs through sudo. */
export function privilegedChanges(layout: Layout): readonly Argv[] {
  return [...(layout.unit === undefined ? [] : [reloadCommand(layout, layout.unit)]), reloadCommand(layout, undefined)];
}

/** The sudoers(5) file that grants exactly these commands and no other. */
export function sudoersFile(user: string, layout: Layout): string {
  const grant = (argv: Argv): string =>
    `${user} ALL=(root) NOPASSWD: ${readers.includes(argv[0] ?? '') ? 'NOEXEC: ' : ''}${command(argv)}`;
  return `# Made by apache-oncall for this host: exact commands, no wildcards. Install with visudo -cf.
Defaults:${user} env_reset, !setenv, !requiretty, secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Looking
${privilegedReads(layout).map(grant).join('\n')}
# Changing, each only after an approval
${privilegedChanges(layout).map(grant).join('\n')}
`;
}

/** A script for the administrator to read and to run as root on the host: the helper, and the sudoers file, checked before it counts. */
export function installScript(user: string, layout: Layout): string {
  return `#!/bin/sh
# Gives the account ${user} what apache-oncall needs on this host. Read it, then run it as root.
set -eu
umask 022
cat >${hostHelperPath}.new <<'ONCALL_HELPER'
${hostHelper.trimEnd()}
ONCALL_HELPER
chmod 0755 ${hostHelperPath}.new
mv ${hostHelperPath}.new ${hostHelperPath}
cat >/etc/sudoers.d/.apache-oncall.new <<'ONCALL_SUDOERS'
${sudoersFile(user, layout).trimEnd()}
ONCALL_SUDOERS
chmod 0440 /etc/sudoers.d/.apache-oncall.new
visudo -cf /etc/sudoers.d/.apache-oncall.new
mv /etc/sudoers.d/.apache-oncall.new /etc/sudoers.d/apache-oncall
`;
}

/** A command as sudoers(5) wants it: `,` `:` `=` `\` and white space escaped, and `""` where no argument is allowed. */
function command([program = '', ...args]: Argv): string {
  if (args.length === 0) return `${program} ""`;
  return [program, ...args.map((arg) => arg.replace(/[\\,:=\s*?[\]!]/g, '\\$&'))].join(' ');
}
