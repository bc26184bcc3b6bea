import { userInfo } from 'node:os';
import { verbs } from './commands/verbs.ts';
import { type Config, loadConfig } from './config/config.ts';
import { enabledVerbs } from './config/enabled-verbs.ts';
import { freezeSwitch } from './config/freeze.ts';
import { problemText } from './config/problem.ts';
import { balancerCommands } from './host/kit/balancer-kit.ts';
import { connectBalancers } from './hosts/hooks/load-balancers.ts';
import { loadInventory } from './hosts/inventory.ts';
import { createSshTransport } from './hosts/transport.ts';
import { oneLine } from './lib/hostile-text.ts';
import { nearestOf } from './lib/nearest.ts';
import { doctorCommand } from './terminal/doctor-command.ts';
import { helpText, verbHelpText } from './terminal/help-text.ts';
import { kitCommand } from './terminal/kit-command.ts';
import { type ExitCode, exitCodes, type Streams } from './terminal/streams.ts';
import { type TerminalHosts, verbCommand } from './terminal/verb-command.ts';

function showHelp(topic: string, { out, err }: Streams): ExitCode {
  const text = topic === '' ? helpText() : verbHelpText(topic);
  if (text === '') {
    err.write(`There is no command “${oneLine(topic)}”; help without a word lists them.\n`);
    return exitCodes.usage;
  }
  out.write(text);
  return exitCodes.fine;
}

/** Runs a verb of the terminal against the configured hosts; needs no Slack. */
export async function runOnHosts(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  directory: string,
  streams: Streams,
): Promise<ExitCode> {
  const [verb, topic = ''] = args;
  if (verb === undefined || verb === 'help' || verb === '--help') {
    return showHelp(topic, streams);
  }
  const loaded = loadConfig(environment, directory);
  const inventory = loaded.ok ? loadInventory(loaded.value.hostsPath, environment) : undefined;
  if (!loaded.ok || inventory?.ok === false) {
    streams.err.write(
      unknownVerb(verb) +
        problemText([...(loaded.ok ? [] : loaded.problems), ...(inventory?.ok === false ? inventory.problems : [])]),
    );
    return exitCodes.usage;
  }
  if (inventory === undefined) return exitCodes.usage;
  const transport = createSshTransport({ environment });
  try {
    const hosts: TerminalHosts = {
      inventory: inventory.value,
      transport,
      approvals: loaded.value.approvals,
      freeze: freezeSwitch(loaded.value.freezePath),
      rollouts: loaded.value.rollouts,
      balancers: connectBalancers({ transport, host: (name) => inventory.value.find(name) }),
      person: userInfo().username,
    };
    if (verb === 'kit' || verb === 'doctor') return await installation(verb, topic, hosts, loaded.value, streams);
    return await verbCommand(args, hosts, streams);
  } finally {
    await transport.closeAll();
  }
}

/** Said before what the settings lack: a word that is no command is so with every settings file. */
function unknownVerb(word: string): string {
  const known = ['kit', 'doctor', ...verbs.map(({ name }) => name)];
  if (known.includes(word)) return '';
  const [near] = nearestOf(word, known);
  return `There is no command “${oneLine(word)}”${near === undefined ? '; help lists them' : `. Did you mean ${near}?`}\n`;
}

/** What the host must have for the bot: printed, or proven. */
async function installation(
  verb: 'kit' | 'doctor',
  name: string,
  { inventory, transport }: TerminalHosts,
  { approvals, rollouts }: Config,
  streams: Streams,
): Promise<ExitCode> {
  const host = inventory.find(name);
  if (host === undefined) {
    const [near] = inventory.nearest(name);
    streams.err.write(
      `usage: ${verb} HOST. There is no host ${JSON.stringify(name)} in the inventory.${near === undefined ? '' : ` Did you mean ${near}?`}\n`,
    );
    return exitCodes.usage;
  }
  const command = verb === 'kit' ? kitCommand : doctorCommand;
  const balancer = rollouts.flatMap(({ group, balancers }) => {
    const members = inventory.hosts.filter(({ groups }) => groups.includes(group)).map((one) => one.name);
    return balancerCommands(host.name, members, balancers);
  });
  return command(host, { verbs: enabledVerbs(approvals, host), balancer }, transport, streams);
}
