import { collect } from '../engine/collect.ts';
import type { Inventory } from '../model/inventory.ts';
import type { ReadTransport } from '../model/ports.ts';
import { installScript } from '../runbooks/host-kit.ts';
import { surveyKit } from '../runbooks/survey-kit.ts';
import { type ExitCode, exitCodes, type Streams } from './streams.ts';

/** Prints what an administrator runs as root on a host to give the bot's account exactly what it needs there; changes nothing itself. */
export async function kitCommand(
  [name = '']: readonly string[],
  hosts: { readonly inventory: Inventory; readonly transport: ReadTransport },
  streams: Streams,
): Promise<ExitCode> {
  const host = hosts.inventory.find(name);
  if (host === undefined) {
    const [near] = hosts.inventory.nearest(name);
    streams.err.write(
      `usage: kit HOST. There is no host ${JSON.stringify(name)} in the inventory.${near === undefined ? '' : ` Did you mean ${near}?`}\n`,
    );
    return exitCodes.usage;
  }
  const { layout, reach } = await collect({ host, transport: hosts.transport, survey: surveyKit, probes: [] });
  if (layout === undefined) {
    streams.err.write(`${name}: ${reach.detail}\n`);
    return exitCodes.unseen;
  }
  streams.out.write(installScript(host.user, layout));
  return exitCodes.fine;
}
