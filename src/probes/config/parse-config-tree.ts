import { Unrecognised } from '../../model/source.ts';
import { fromEpoch } from '../logs/time.ts';
import type { ChangedFile, ConfigTreeFacts } from './facts.ts';

// Our own lines, after `== helper` (root's view) or `== hash` (this user's):
//   file 9f86d0…0f00a08 /etc/apache2/apache2.conf
//   link /etc/apache2/mods-enabled/ssl.conf -> ../mods-available/ssl.conf
//   cert 2c26b4…f98ae7 /etc/ssl/certs/site.pem
//   tree 3f79bb…
//   == changed        1795245719 root /etc/apache2/apache2.conf
//   == replaced       1795245719 root /etc/apache2/apache2.conf      (since the parent was started)
//   == folders        1795245719 root /etc/apache2/sites-enabled
//   == writable       664 deploy www-data /etc/apache2/sites-enabled/a.conf
// Without a `tree` line the text is refused.

/** Reads the digests, the recent changes and what others may write. */
export function readConfigTree(text: string): ConfigTreeFacts {
  const files: Record<string, string> = {};
  const facts: ConfigTreeFacts = {
    digest: '',
    privileged: /^== helper$/m.test(text),
    files,
    changed: [],
    writable: [],
  };
  let section = '';
  for (const line of text.split('\n')) {
    section = /^== (\w{1,20})$/.exec(line)?.[1] ?? section;
    if (section === 'replaced' || section === 'folders') facts[section] ??= [];
    readLine(line.slice(0, 2000), facts, section);
  }
  if (facts.digest === '') throw new Unrecognised('the configuration could not be hashed');
  if (Object.keys(files).length === 0) throw new Unrecognised('no configuration file could be read', 'not-permitted');
  return facts;
}

/** `EPOCH OWNER PATH`. */
export function readChanged(line: string): ChangedFile | undefined {
  const [, epoch, owner = '', path = ''] = /^(\d{9,11}) (\S{1,64}) (\/.+)$/.exec(line) ?? [];
  const at = fromEpoch(Number(epoch) * 1000);
  return at === undefined ? undefined : { path, at, owner };
}

function readLine(line: string, facts: ConfigTreeFacts, section: string): void {
  const hashed = /^(?:file|cert) ([0-9a-f]{64}) (\/.+)$/.exec(line);
  const link = /^link (\/.+?) -> (.+)$/.exec(line);
  const tree = /^tree ([0-9a-f]{64})$/.exec(line);
  const changed = readChanged(line);
  const writable = /^([0-7]{3,4}) (\S{1,64}) (\S{1,64}) (\/.+)$/.exec(line);
  if (hashed?.[2] !== undefined) facts.files[hashed[2]] = hashed[1] ?? '';
  else if (link?.[1] !== undefined) facts.files[link[1]] = `-> ${link[2] ?? ''}`;
  else if (tree?.[1] !== undefined) facts.digest = tree[1];
  else if (changed !== undefined)
    (section === 'replaced' || section === 'folders' ? facts[section] : facts.changed)?.push(changed);
  else if (writable !== null) {
    const [, mode = '', owner = '', group = '', path = ''] = writable;
    facts.writable.push({ path, mode, owner, group });
  }
}
