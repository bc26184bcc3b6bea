import type { BalancerSettings, PoolMember } from '../../model/rollout.ts';
import { sudoersCommand } from '../../runbooks/changes/helper/grants.ts';
import { membersOf } from '../../runbooks/rollout/pool-members.ts';
import { balancerHelper, balancerHelperPath } from '../oncall-balancer/oncall-balancer.ts';
import { installScriptOf, programStep, rulesStep } from './install.ts';

type Argv = readonly string[];

/** Every command the bot runs through sudo on a balancer's host for these members of a group: what its sudoers file has to grant. */
export function balancerCommands(
  on: string,
  members: readonly string[],
  balancers: readonly BalancerSettings[],
): readonly Argv[] {
  const argvs = members.flatMap((member) => {
    const told = membersOf(member, balancers);
    return told.known ? told.members.flatMap((member) => callsOn(on, member)) : [];
  });
  return [...new Map(argvs.map((argv) => [argv.join('\0'), argv])).values()];
}

function callsOn(on: string, { shut, open, sign }: PoolMember): readonly Argv[] {
  const steps = [shut, open].flatMap((step) => (step?.kind === 'command' ? [step] : []));
  return [...steps, ...(sign === null ? [] : [sign])].filter((call) => call.on === on).map(({ argv }) => argv);
}

/** The sudoers(5) file of a balancer's host: exactly these commands and no other, beside the file for Apache's own host where it is one. */
export function balancerSudoers(user: string, commands: readonly Argv[]): string {
  const rules = commands.map(
    (argv) => `${user} ALL=(root) NOPASSWD: ${sudoersCommand({ kind: 'exact', argv }, false)}`,
  );
  return `# Made by apache-oncall for this balancer's host: exact commands, no wildcards. Install with visudo -cf.
Defaults:${user} env_reset, !setenv, !requiretty, secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Taking hosts out of rotation and putting them back
${rules.join('\n')}
`;
}

/** A script for the administrator to read and to run as root on the balancer's host: the helper, and the sudoers file, checked before it counts. */
export function balancerInstallScript(user: string, commands: readonly Argv[]): string {
  return installScriptOf(`Lets the account ${user} take hosts out of rotation at this host's balancer.`, [
    programStep(balancerHelperPath, balancerHelper),
    rulesStep('apache-oncall-balancer', balancerSudoers(user, commands)),
  ]);
}
