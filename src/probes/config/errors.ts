import type { LogEntry } from '../../model/log-entry.ts';
import { Unrecognised } from '../../model/source.ts';
import type { ConfigError, Place } from './facts.ts';

const link = /(?<=^|[ :])Syntax error on line (\d{1,7}) of (.{1,600}?):(?: |$)/g;
const placed = /^(\/[^:\n]{1,600}):(\d{1,7}): (.{1,1000})$/;
const unfinished =
  /(?::|\bCannot(?: load(?: \S{1,500}(?: into)?)?)?|shared object|defined by(?: a)?|defined by a module|not included(?: in(?: the(?: server)?)?)?) *$/;

/** True for the message httpd writes when it cannot read its configuration. */
function isSyntaxError(entry: LogEntry): boolean {
  return (
    entry.client === undefined &&
    (entry.code === undefined || entry.code === 'AH00526') &&
    /^(?:[\w./-]{1,60}: )?Syntax error on line \d{1,7} of /.test(entry.message)
  );
}

/** The first line, with those after it that a terminal or a mail folded it into; the reason always stands behind a colon at a line's end. */
function unfolded([first = '', ...rest]: readonly string[]): string {
  let text = first;
  for (const line of rest.slice(0, 6)) {
    if (!unfinished.test(text)) break;
    text = `${text.trimEnd()} ${line.trim()}`;
  }
  return text.slice(0, 4000);
}

/** The error a message states, with the innermost file and line of nested includes; undefined for other messages. */
export function configErrorOf(entry: LogEntry): ConfigError | undefined {
  if (!isSyntaxError(entry)) return undefined;
  const message = unfolded([entry.message.slice(0, 2000), ...entry.continuation]);
  const chain: Place[] = [];
  let end = 0;
  for (const found of message.matchAll(link)) {
    chain.push({ file: found[2] ?? '', line: Number(found[1]) });
    end = found.index + found[0].length;
  }
  const reason = message.slice(end).trim();
  const inner = placed.exec(reason);
  if (inner?.[1] !== undefined) chain.push({ file: inner[1], line: Number(inner[2]) });
  const last = chain.at(-1);
  return { ...last, reason: (inner?.[3] ?? reason) || 'no reason was printed', chain };
}

/** The directive httpd does not know, when that is the reason. */
export function unknownDirective(reason: string): string | undefined {
  return /^Invalid command '([^'\s]{1,200})', perhaps misspelled or defined by a module not included/.exec(reason)?.[1];
}

/** True where the check ran as an ordinary user and the reason is only that this user cannot read a key or certificate. */
export function isUnreadableKey(reason: string): boolean {
  return /^SSLCertificate(?:Key|Chain)?File: file '.{1,600}' does not exist or is empty/.test(reason);
}

/** True where httpd ran as an ordinary user and may not read the configuration; nothing is known of the configuration then. */
export function isUnreadableConfiguration(text: string): boolean {
  return /Could not open configuration (?:file|directory) .{1,600}: Permission denied/.test(text);
}

/** Why a dump of the configuration shows nothing: httpd stopped at an error of the configuration, or it printed something else altogether. */
export function noDump(text: string, otherwise: string): Unrecognised {
  return /Syntax error on line \d|Configuration error: |\bAH(?!0055[78])\d{5}: /.test(text)
    ? new Unrecognised('the configuration on disk cannot be read', 'failed')
    : new Unrecognised(otherwise);
}
