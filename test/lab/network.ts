import { must, run } from './command.ts';
import { settings } from './settings.ts';

/** Name of the network namespace of a host, or of the hub that the bot and the load generators run in. */
export function namespaceOf(host = 'hub'): string {
  return `${settings.tag}-${host}`;
}

/** Puts a command inside the hub, from where every host is reachable and nothing else. */
export function inHub(argv: readonly string[]): readonly string[] {
  return ['nsenter', `--net=/run/netns/${namespaceOf()}`, '--', ...argv];
}

/** IPv4 address of the host with this number. */
export function addressOf(index: number): string {
  return `${settings.net}.${10 + index}`;
}

/** Creates the hub: one bridge, no default route. */
export async function createHub(): Promise<void> {
  await must(['ip', 'netns', 'add', namespaceOf()]);
  const commands = [
    'link set lo up',
    'link add br0 type bridge',
    `addr add ${settings.net}.1/24 dev br0`,
    'link set br0 up',
  ];
  await must(['ip', '-n', namespaceOf(), '-batch', '-'], { input: `${commands.join('\n')}\n` });
}

/** Gives a host a network namespace with one cable to the hub. */
export async function connectHost(host: string, index: number): Promise<void> {
  const [hub, own] = [namespaceOf(), namespaceOf(host)];
  await must(['ip', 'netns', 'add', own]);
  // The same hardware address at every boot, or the hub would send to the one it remembers.
  const hardware = `02:00:00:00:00:${index.toString(16).padStart(2, '0')}`;
  const atHub = [
    `link add v${index} type veth peer name eth0 address ${hardware} netns ${own}`,
    `link set v${index} master br0 up`,
  ];
  await must(['ip', '-n', hub, '-batch', '-'], { input: `${atHub.join('\n')}\n` });
  const atHost = ['link set lo up', `addr add ${addressOf(index)}/24 dev eth0`, 'link set eth0 up'];
  await must(['ip', '-n', own, '-batch', '-'], { input: `${atHost.join('\n')}\n` });
}

/** Removes the namespace of a host and its cable; nothing to do when it is gone. */
export async function disconnectHost(host: string, index: number): Promise<void> {
  await run(['ip', '-n', namespaceOf(), 'link', 'del', `v${index}`]);
  await run(['ip', 'netns', 'del', namespaceOf(host)]);
}

/** Removes every namespace of this laboratory. */
export async function removeNetwork(): Promise<void> {
  const { output } = await run(['ip', 'netns', 'list']);
  const names = output.split('\n').map((line) => line.split(' ')[0] ?? '');
  for (const name of names.filter((n) => n.startsWith(`${settings.tag}-`))) await run(['ip', 'netns', 'del', name]);
}

/** Leaves connections of a host only these local ports, until it is booted afresh. */
export async function narrowPorts(host: string, first: number, last: number): Promise<void> {
  const range = `net.ipv4.ip_local_port_range=${first} ${last}`;
  await must(['ip', 'netns', 'exec', namespaceOf(host), 'sysctl', '-qw', range]);
}
