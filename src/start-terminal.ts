import { loadConfig, problemText } from './config/config.ts';
import { loadInventory } from './hosts/inventory.ts';
import { createSshTransport } from './hosts/transport.ts';
import { kitCommand } from './terminal/kit-command.ts';
import { helpText, lookCommand } from './terminal/look-command.ts';
import { type ExitCode, exitCodes, type Streams } from './terminal/streams.ts';

/** Runs a verb of the terminal against the configured hosts; needs no Slack. */
export async function runOnHosts(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  directory: string,
  streams: Streams,
): Promise<ExitCode> {
  const [verb, ...rest] = args;
  if (verb === undefined || verb === 'help' || verb === '--help') {
    streams.out.write(helpText());
    return exitCodes.fine;
  }
  const loaded = loadConfig(environment, directory);
  const inventory = loaded.ok ? loadInventory(loaded.value.hostsPath, environment) : undefined;
  if (!loaded.ok || inventory?.ok === false) {
    streams.err.write(
      problemText([...(loaded.ok ? [] : loaded.problems), ...(inventory?.ok === false ? inventory.problems : [])]),
    );
    return exitCodes.usage;
  }
  if (inventory === undefined) return exitCodes.usage;
  const transport = createSshTransport({ environment });
  try {
    const hosts = { inventory: inventory.value, transport };
    return await (verb === 'kit' ? kitCommand(rest, hosts, streams) : lookCommand(args, hosts, streams));
  } finally {
    await transport.closeAll();
  }
}
