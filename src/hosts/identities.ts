import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import ssh2, { type ParsedKey } from 'ssh2';

/** Private keys that can be offered, and a sentence for each file that could not be used. */
export interface Identities {
  readonly keys: readonly ParsedKey[];
  readonly problems: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that holds the passphrase of one key file: ONCALL_KEY_PASSPHRASE_ and the file's name, in capitals, with `_` for the rest. */
export function passphraseVariable(file: string): string {
  return `ONCALL_KEY_PASSPHRASE_${basename(file)
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '_')}`;
}

/** Reads private keys; a file that does not exist, is not a key, or is encrypted without its passphrase in the environment becomes a problem. */
export async function loadIdentities(files: readonly string[], environment: Environment): Promise<Identities> {
  const loaded = await Promise.all(files.map((file) => loadIdentity(file, environment)));
  return {
    keys: loaded.flatMap((one) => (typeof one === 'string' ? [] : [one])),
    problems: loaded.filter((one) => typeof one === 'string'),
  };
}

async function loadIdentity(file: string, environment: Environment): Promise<ParsedKey | string> {
  let text: Buffer;
  try {
    text = await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return code === 'ENOENT' ? `the key ${file} does not exist` : `the key ${file} cannot be read (${code})`;
  }
  const variable = passphraseVariable(file);
  const passphrase = environment[variable] ?? environment['ONCALL_KEY_PASSPHRASE'];
  const parsed: unknown = ssh2.utils.parseKey(text, passphrase);
  const key: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  if (isPrivateKey(key)) return key;
  return problemOf(file, variable, key, passphrase !== undefined);
}

function problemOf(file: string, variable: string, parsed: unknown, hadPassphrase: boolean): string {
  const message = parsed instanceof Error ? parsed.message : '';
  if (/no passphrase|encrypted/i.test(message) && !hadPassphrase)
    return `the key ${file} is encrypted: set ${variable} or ONCALL_KEY_PASSPHRASE`;
  if (hadPassphrase && /passphrase|decrypt|integrity|bad/i.test(message))
    return `the passphrase for the key ${file} is wrong`;
  return `${file} is not a private key this program can read`;
}

function isPrivateKey(key: unknown): key is ParsedKey {
  return (
    typeof key === 'object' &&
    key !== null &&
    !(key instanceof Error) &&
    'isPrivateKey' in key &&
    typeof key.isPrivateKey === 'function' &&
    key.isPrivateKey() === true
  );
}
