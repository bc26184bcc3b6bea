import type { Look } from '../model/change-runbook.ts';
import type { Host } from '../model/host.ts';
import type { LightRequests, RequestSample } from '../model/light-requests.ts';
import type { RequestStats, SafetyCheck, Tier, Traffic, Verification } from '../model/plan.ts';
import type { ReadTransport, SectionAnswer, Session } from '../model/ports.ts';

const REQUESTS_BEFORE = 5;
const REQUESTS_AT_ONCE = 3;
const REQUESTS_AFTER = 10;

/** How long after the last command requests still count as made while it ran: the event MPM's parent may pause a full second (event.c, server_main_loop). */
const AFTERMATH_MS = 2_000;

/** Median answers slower than this many times those of before, and than this many milliseconds, are said to be slower. */
const SLOWER = { times: 5, ms: 200 } as const;

/** Does the work while light requests run beside it, and says how they fared; null where none could be made. */
export async function withTraffic<T>(
  { transport, requests }: { readonly transport: ReadTransport; readonly requests: LightRequests },
  host: Host,
  look: Look,
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly traffic: Traffic | null }> {
  const url = requests.url(look);
  const session = url === undefined ? undefined : await transport.open(host);
  if (url === undefined || session?.reached !== true) return { value: await work(), traffic: null };
  const send = (count: number) => batch(session, requests, url, count);
  try {
    const before = await send(REQUESTS_BEFORE);
    if (before === undefined) return { value: await work(), traffic: null };
    const { value, during } = await beside(work, send);
    const after = (await send(REQUESTS_AFTER)) ?? [];
    return { value, traffic: { url, before: statsOf(before), during: statsOf(during), after: statsOf(after) } };
  } finally {
    await session.end();
  }
}

type Send = (count: number) => Promise<readonly RequestSample[] | undefined>;

async function beside<T>(
  work: () => Promise<T>,
  send: Send,
): Promise<{ readonly value: T; readonly during: readonly RequestSample[] }> {
  const during: RequestSample[] = [];
  let endedAt: number | undefined;
  const working = work().finally(() => {
    endedAt = performance.now();
  });
  working.catch(() => undefined);
  while (endedAt === undefined || performance.now() - endedAt < AFTERMATH_MS) {
    const samples = await send(REQUESTS_AT_ONCE);
    if (samples === undefined) break;
    during.push(...samples);
  }
  return { value: await working, during };
}

async function batch(
  session: Session,
  requests: LightRequests,
  url: string,
  count: number,
): Promise<readonly RequestSample[] | undefined> {
  let text = '';
  const end = await session.run(
    [{ id: 'light-requests', ...requests.section(url, count) }],
    (answer: SectionAnswer) => {
      text = answer.text;
    },
  );
  return end.complete ? requests.read(text) : undefined;
}

function statsOf(samples: readonly RequestSample[]): RequestStats {
  const times = samples.flatMap(({ ok, ms }) => (ok && ms !== null ? [ms] : [])).sort((one, other) => one - other);
  return {
    sent: samples.length,
    failed: samples.filter(({ ok }) => !ok).length,
    medianMs: times[Math.floor((times.length - 1) / 2)] ?? null,
    longestMs: times.at(-1) ?? null,
  };
}

/** Adds what the requests say: a server that no longer answers any has been made worse; some that failed, or a slower server, leave it unproven. */
export function judgeTraffic(verification: Verification, traffic: Traffic, tier: Tier): Verification {
  const { before, during, after } = traffic;
  if (before.sent === 0 || before.failed === before.sent) return verification;
  const dead = after.sent > 0 && after.failed === after.sent;
  const slower =
    before.medianMs !== null &&
    after.medianMs !== null &&
    after.medianMs > SLOWER.ms &&
    after.medianMs > SLOWER.times * before.medianMs;
  const points: readonly SafetyCheck[] = [
    afterwardsPoint(before, after),
    ...(slower
      ? [
          {
            name: 'As fast as before',
            passed: false,
            detail: `median ${ms(before.medianMs)}, now ${ms(after.medianMs)}`,
          },
        ]
      : []),
    ...(tier === 'reversible' ? [cutPoint(during)] : []),
  ];
  const proven = verification.outcome === 'verified' && points.every(({ passed }) => passed);
  const outcome = dead ? 'failed' : verification.outcome === 'verified' && !proven ? 'unsure' : verification.outcome;
  return { ...verification, outcome, points: [...verification.points, ...points] };
}

/** Requests that could not be made prove nothing. */
function afterwardsPoint(before: RequestStats, { sent, failed }: RequestStats): SafetyCheck {
  const name = 'Requests afterwards';
  if (sent === 0) return { name, passed: false, detail: 'none could be made' };
  return { name, passed: failed <= before.failed, detail: `${failed} of ${sent} failed` };
}

function cutPoint({ sent, failed }: RequestStats): SafetyCheck {
  const name = 'No request cut';
  if (sent === 0) return { name, passed: false, detail: 'none could be made while it ran' };
  return { name, passed: failed === 0, detail: `${failed} of ${sent} failed while it ran` };
}

function ms(value: number | null): string {
  return value === null ? 'unknown' : `${Math.round(value)} ms`;
}
