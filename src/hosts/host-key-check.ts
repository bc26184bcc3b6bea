import { readFile } from 'node:fs/promises';
import { defined } from '../lib/defined.ts';
import type { Host } from '../model/host.ts';
import type { Unreached } from '../model/ports.ts';
import {
  fingerprintOf,
  type HostKeyName,
  hostKeyAlgorithms,
  hostKeyFamilies,
  keyTypeOf,
  parseKnownHosts,
  verifyHostKey,
} from './known-hosts.ts';
import { unreached } from './unreached.ts';

/** What may be asked of one host's key, decided before connecting. */
export interface HostKeyCheck {
  /** Host key algorithms to offer, one list per attempt: a pinned fingerprint does not say of which type its key is. */
  readonly attempts: readonly (readonly string[])[];
  /** Undefined when the key is the one expected. */
  refuse(key: Buffer): Unreached | undefined;
}

/** Reads what is known of a host: its pinned fingerprints, or else its known_hosts files. Files that do not exist know nothing. */
export async function hostKeyCheck(host: Host, where: string): Promise<HostKeyCheck> {
  if (host.fingerprints.length > 0) {
    const families = hostKeyFamilies();
    return { attempts: [families.flat(), ...families], refuse: (key) => refusePinned(host, key, where) };
  }
  const files = await Promise.all(host.knownHostsFiles.map(readKnownHosts));
  const entries = files.flatMap((file) => file.entries);
  const notes = files.flatMap((file) => file.notes);
  const name: HostKeyName = {
    address: host.address,
    port: host.port,
    ...defined({ alias: host.hostKeyAlias }),
  };
  return {
    attempts: [hostKeyAlgorithms(entries, name)],
    refuse: (key) => refuseUnknown(verifyHostKey(entries, name, key), key, where, notes),
  };
}

function refusePinned(host: Host, key: Buffer, where: string): Unreached | undefined {
  const offered = fingerprintOf(key);
  if (host.fingerprints.includes(offered)) return undefined;
  const pinned = host.fingerprints.join(', ');
  return unreached('host-key-changed', `${where} shows the key ${offered}, pinned is ${pinned}`, offered);
}

function refuseUnknown(
  verdict: ReturnType<typeof verifyHostKey>,
  key: Buffer,
  where: string,
  notes: readonly string[],
): Unreached | undefined {
  const offered = fingerprintOf(key);
  const shown = `${where} shows the ${keyTypeOf(key) ?? 'unreadable'} key ${offered}`;
  switch (verdict.verdict) {
    case 'accepted':
      return undefined;
    case 'revoked':
      return unreached('host-key-revoked', `${shown}, which is marked as revoked`, offered);
    case 'changed':
      return unreached('host-key-changed', `${shown}, known is ${verdict.known.join(', ')}`, offered);
    case 'unknown': {
      const note = notes[0] === undefined ? '' : ` (${notes[0]})`;
      return unreached('host-key-unknown', `${shown}, which no known_hosts file holds${note}`, offered);
    }
  }
}

async function readKnownHosts(file: string): Promise<ReturnType<typeof parseKnownHosts>> {
  try {
    return parseKnownHosts(await readFile(file, 'utf8'), file);
  } catch {
    return { entries: [], notes: [] };
  }
}
