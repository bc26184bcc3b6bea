import { isIp } from '../../lib/is-ip.ts';
import type { LogEntry } from '../../model/log-entry.ts';

/** The addresses in `[client …]`, without port, most frequent first; httpd writes IPv6 without brackets, also before a port. */
export function clientsOf(entries: readonly LogEntry[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { client } of entries) {
    if (client === undefined) continue;
    const address = isIp(client) ? client : client.replace(/:\d{1,5}$/, '');
    counts.set(address, (counts.get(address) ?? 0) + 1);
  }
  return [...counts].sort((one, other) => other[1] - one[1]).map(([address]) => address);
}
