import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { defined } from '../../lib/defined.ts';
import { cleanText, cutText, oneLine } from '../../lib/hostile-text.ts';
import { loadProgram } from '../../lib/program.ts';
import { redact } from '../../lib/redact.ts';
import type { Host } from '../../model/host.ts';
import type { ChangeAnswer, ChangeTransport, SectionAnswer } from '../../model/ports.ts';
import type { HookEnd, HookStep, LoadBalancers, MemberQuery, MemberSeen } from '../../model/rollout.ts';
import { readMemberState } from './member-state.ts';

/** A balancer's host is held for a second at a time; another rollout's call is waited for, not failed. */
const LOCK_TRIES = 20;
const LOCK_PAUSE_MS = 1_000;
/** Room for the state of some thousand servers. */
const STATE_BYTES = 500_000;
const STATE_SECONDS = 20;

const askProgram = loadProgram(import.meta.dirname, 'ask-balancer.sh');

/** How the hosts that balancers run on are reached, and where tokens are found. */
export interface BalancerParts {
  readonly transport: ChangeTransport;
  readonly host: (name: string) => Host | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Talks to balancers: over SSH under the lock of the balancer's own host, or by HTTP. Never rejects but for an abort. */
export function connectBalancers(parts: BalancerParts): LoadBalancers {
  return {
    look: (query, signal) => look(parts, query, signal),
    call: (step, signal) =>
      step.kind === 'http' ? callHttp(step, parts.environment ?? process.env, signal) : callHost(parts, step, signal),
  };
}

async function look(
  { transport, host: find }: BalancerParts,
  query: MemberQuery,
  signal?: AbortSignal,
): Promise<MemberSeen> {
  const host = find(query.on);
  if (host === undefined) return { seen: false, detail: `${query.on} is not in the inventory` };
  const session = await transport.open(host, signal);
  if (!session.reached) return { seen: false, detail: session.detail };
  try {
    let answer: SectionAnswer | undefined;
    const end = await session.run(
      [{ id: 'pool-member', program: askProgram, args: query.argv, seconds: STATE_SECONDS, bytes: STATE_BYTES }],
      (one) => {
        answer = one;
      },
      signal,
    );
    if (answer === undefined) return { seen: false, detail: end.complete ? 'no answer' : end.reason };
    return seenIn(query, answer);
  } finally {
    await session.end();
  }
}

function seenIn(query: MemberQuery, { exit, text, timedOut }: SectionAnswer): MemberSeen {
  if (timedOut) return { seen: false, detail: 'it did not answer in time' };
  if (exit !== 0) return { seen: false, detail: `exit ${exit}: ${shown(text)}` };
  const state = readMemberState(query, cleanText(text));
  return state === undefined
    ? { seen: false, detail: `it shows no ${query.member} in ${query.pool}` }
    : { seen: true, state: { ...state, words: shown(state.words) } };
}

async function callHost(
  { transport, host: find }: BalancerParts,
  { on, argv, seconds }: Extract<HookStep, { kind: 'command' }>,
  signal: AbortSignal,
): Promise<HookEnd> {
  const host = find(on);
  if (host === undefined) return { ok: false, detail: `${on} is not in the inventory` };
  for (let attempt = 1; ; attempt += 1) {
    const held = await transport.hold(host, signal);
    if (held.held) {
      try {
        return endOf(await held.change({ argv, seconds }, signal));
      } finally {
        await held.release();
      }
    }
    if (held.ended === 'not-sent') return { ok: false, detail: held.why.detail };
    if (attempt === LOCK_TRIES) return { ok: false, detail: `${on} is held by ${shown(held.holder)}` };
    await wait(LOCK_PAUSE_MS, undefined, { signal });
  }
}

function endOf(answer: ChangeAnswer): HookEnd {
  switch (answer.ended) {
    case 'ran':
      return { ok: answer.exit === 0, detail: answer.exit === 0 ? '' : `exit ${answer.exit}: ${shown(answer.text)}` };
    case 'not-sent':
      return { ok: false, detail: answer.why.detail };
    case 'timed-out':
      return { ok: false, detail: `it did not end in time: ${shown(answer.text)}` };
    case 'unknown':
      return { ok: false, detail: answer.detail };
  }
}

async function callHttp(
  { method, url, expect, seconds, tokenFrom }: Extract<HookStep, { kind: 'http' }>,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<HookEnd> {
  const token = tokenFrom === undefined ? undefined : environment[tokenFrom];
  if (tokenFrom !== undefined && (token === undefined || token === ''))
    return { ok: false, detail: `the environment variable ${tokenFrom} is not set` };
  try {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(seconds * 1_000)]),
      ...defined({ headers: token === undefined ? undefined : { authorization: `Bearer ${token}` } }),
    });
    await response.body?.cancel();
    const ok = expect.includes(response.status);
    return {
      ok,
      detail: `${method} ${url} answered ${response.status}${ok ? '' : `, expected ${expect.join(' or ')}`}`,
    };
  } catch (error) {
    if (signal.aborted) throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return { ok: false, detail: `${method} ${url}: ${shown(cause)}` };
  }
}

function shown(text: string): string {
  return cutText(redact(oneLine(text)), 300);
}
