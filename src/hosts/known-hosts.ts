import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What known_hosts files say about a key a host has shown. */
export type HostKeyVerdict =
  | { readonly verdict: 'accepted' }
  | { readonly verdict: 'unknown' }
  | { readonly verdict: 'changed'; readonly known: readonly string[] }
  | { readonly verdict: 'revoked' };

/** One usable line of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
export interface KnownHostsEntry {
  readonly revoked: boolean;
  readonly hosts: string;
  readonly type: string;
  readonly key: Buffer;
}

/** The usable lines of a file, and a note for every line that is not used. */
export interface KnownHosts {
  readonly entries: readonly KnownHostsEntry[];
  readonly notes: readonly string[];
}

/** A host as known_hosts names it: the alias, which goes without a port, or the address and its port. */
export interface HostKeyName {
  readonly address: string;
  readonly port: number;
  readonly alias?: string;
}

/** IANA's port of ssh, written without brackets in known_hosts. */
const SSH_PORT = 22;

/** Signature algorithms in the order asked for, by key type; SHA-1 signatures (`ssh-rsa`) are left out, as OpenSSH does since 8.8. */
const algorithmsOf: Readonly<Record<string, readonly string[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

/** Reads a known_hosts file; a line that cannot be used becomes a note that names `file` and its number, never an error. */
export function parseKnownHosts(text: string, file: string): KnownHosts {
  const entries: KnownHostsEntry[] = [];
  const notes: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const entry = parseLine(trimmed);
    if (typeof entry === 'string') notes.push(`${file}:${index + 1}: ${entry}`);
    else entries.push(entry);
  }
  return { entries, notes };
}

/**
 * Judges a key as ssh(1) does under StrictHostKeyChecking=yes: revoked before all, accepted when any matching line holds it, changed when only other
 * keys are known. A host on another port than 22 is also accepted by a line without a port.
 */
export function verifyHostKey(entries: readonly KnownHostsEntry[], name: HostKeyName, key: Buffer): HostKeyVerdict {
  const names = lookupNames(name);
  const matching = entries.filter((entry) => names.some((one) => matchesHost(entry.hosts, one)));
  if (matching.some((entry) => entry.revoked && entry.key.equals(key))) return { verdict: 'revoked' };
  const usable = matching.filter((entry) => !entry.revoked);
  if (usable.some((entry) => entry.key.equals(key))) return { verdict: 'accepted' };
  const [first = ''] = names;
  const known = usable.filter((entry) => matchesHost(entry.hosts, first)).map((entry) => fingerprintOf(entry.key));
  return known.length === 0 ? { verdict: 'unknown' } : { verdict: 'changed', known: [...new Set(known)] };
}

/**
 * The host key algorithms to ask for, those of known keys first: a server picks by the client's order, and a host known by one key that answers with
 * another would look changed.
 */
export function hostKeyAlgorithms(entries: readonly KnownHostsEntry[], name: HostKeyName): string[] {
  const names = lookupNames(name);
  const known = entries.filter((entry) => !entry.revoked && names.some((one) => matchesHost(entry.hosts, one)));
  const types = [...known.map((entry) => entry.type), ...Object.keys(algorithmsOf)];
  return [...new Set(types.flatMap((type) => algorithmsOf[type] ?? []))];
}

/** The groups of host key algorithms that one key can answer to, for asking a host for each of its keys in turn. */
export function hostKeyFamilies(): readonly (readonly string[])[] {
  return Object.values(algorithmsOf);
}

/** The SHA-256 fingerprint of a public key blob, as `ssh-keygen -l` prints it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The type a public key blob names in its first field (RFC 4253, 6.6); undefined when it is cut short. */
export function keyTypeOf(key: Buffer): string | undefined {
  if (key.length < 4) return undefined;
  const end = 4 + key.readUInt32BE(0);
  return end > 4 && end <= key.length ? key.toString('latin1', 4, end) : undefined;
}

function parseLine(line: string): KnownHostsEntry | string {
  const words = line.split(/[ \t]+/);
  const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
  if (marker === '@cert-authority') return 'host certificates are not supported; the line is ignored';
  if (marker !== undefined && marker !== '@revoked') return `unknown marker ${marker}; the line is ignored`;
  const [hosts, type, base64] = words;
  if (hosts === undefined || type === undefined || base64 === undefined) return 'not a host, a key type and a key';
  const key = Buffer.from(base64, 'base64');
  if (keyTypeOf(key) !== type) return `not a ${type} key; the line is ignored`;
  return { revoked: marker === '@revoked', hosts, type, key };
}

function lookupNames({ address, port, alias }: HostKeyName): readonly string[] {
  if (alias !== undefined) return [alias.toLowerCase()];
  const host = address.toLowerCase();
  return port === SSH_PORT ? [host] : [`[${host}]:${port}`, host];
}

function matchesHost(hosts: string, name: string): boolean {
  if (hosts.startsWith('|')) return matchesHash(hosts, name);
  let matched = false;
  for (const pattern of hosts.toLowerCase().split(',')) {
    if (pattern.startsWith('!') && matchesPattern(pattern.slice(1), name)) return false;
    if (pattern !== '' && matchesPattern(pattern, name)) matched = true;
  }
  return matched;
}

function matchesHash(hosts: string, name: string): boolean {
  const [, version, salt = '', hash = ''] = hosts.split('|');
  const wanted = Buffer.from(hash, 'base64');
  const found = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return version === '1' && wanted.length === found.length && timingSafeEqual(wanted, found);
}

/** Matches a whole name against `*` and `?` as ssh_config(5) "PATTERNS" says, in time linear in the name for each star. */
export function matchesPattern(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let mark = 0;
  let index = 0;
  while (index < name.length) {
    if (pattern[at] === '*') {
      star = at++;
      mark = index;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[index])) {
      at++;
      index++;
    } else if (star !== -1) {
      at = star + 1;
      index = ++mark;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
