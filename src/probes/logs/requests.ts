import { counted, times } from '../../lib/counts.ts';
import type { LogEntry } from '../../model/log-entry.ts';

/** httpd writes all lines about one failed request within this time; the number is a choice. */
const TOGETHER_MS = 1_000;

interface Request {
  readonly began: number;
  client: string | undefined;
  readonly said: Set<string>;
}

/**
 * How many requests these messages are about: what one thread says within a second of one client, each thing once, is one request.
 * Where some name a client, what none is named for is no further request: a child says why, or the server itself looked. Without a process each counts for itself.
 */
export function requestsIn(entries: readonly LogEntry[]): number {
  const all: Request[] = [];
  const running = new Map<string, Request>();
  for (const { pid, tid, client, at, message, code } of entries) {
    const began = Date.parse(at ?? '');
    const thread = pid === undefined || Number.isNaN(began) ? undefined : `${pid}|${tid ?? ''}`;
    const said = `${code ?? ''}|${message}`;
    const current = thread === undefined ? undefined : running.get(thread);
    if (current !== undefined && belongs(current, { began, client, said })) {
      current.client ??= client;
      current.said.add(said);
      continue;
    }
    const next = { began, client, said: new Set([said]) };
    all.push(next);
    if (thread !== undefined) running.set(thread, next);
  }
  return all.filter(({ client }) => client !== undefined).length || all.length;
}

function belongs(
  request: Request,
  { began, client, said }: { readonly began: number; readonly client: string | undefined; readonly said: string },
): boolean {
  if (Math.abs(began - request.began) > TOGETHER_MS || request.said.has(said)) return false;
  return client === undefined || request.client === undefined || client === request.client;
}

/** How often something failed: by the requests that messages are about, or, where no client is named and nothing says that requests failed, by messages. */
export function countOf(entries: readonly LogEntry[]): number {
  return namesClient(entries) ? requestsIn(entries) : entries.length;
}

/** `logged for 4 requests`, or `logged 8 times`. */
export function loggedText(entries: readonly LogEntry[]): string {
  const count = countOf(entries);
  return namesClient(entries) ? `logged for ${counted(count, 'request')}` : `logged ${times(count)}`;
}

function namesClient(entries: readonly LogEntry[]): boolean {
  return entries.some(({ client }) => client !== undefined);
}
