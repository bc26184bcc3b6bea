import { defineRule, type Found } from '../../model/rule.ts';
import { listeners } from '../../probes/ports/probe.ts';
import type { Backend } from '../../probes/proxy/facts.ts';
import { backends } from '../../probes/proxy/probe.ts';
import { siteAnswers } from '../../probes/sites/answers.ts';
import { hangs, longestQueue, usage } from '../../probes/workers/capacity.ts';
import { statusPage } from '../../probes/workers/probe.ts';

/** Fewer requests than this, or a shorter wait, are ordinary; choices. */
const FEW = 3;
const SHORT_SECONDS = 2;
/** Connections in a backend's accept queue at one look; one may be there for a moment. */
const QUEUED = 2;

export const backendSlow = defineRule({
  id: 'backend-slow',
  title: 'Requests wait for a backend',
  kind: 'problem',
  answers: ['workers', 'connections'],
  over: { never: 'it is found only while it is so' },
  severity: 'warning',
  cause:
    'Apache has sent requests to a backend and no answer has come yet, or the backend does not accept further connections: its own processes are busy, or wait for a database or another service. Each such request holds a worker of Apache. It counts only where a site is slow, workers run out or connections queue at the backend: long polls wait by design.',
  remedy:
    'Look at the backend: its processes (pm.max_children of PHP-FPM), its slow log, what it waits for. More workers of Apache would only wait with the others; a shorter ProxyTimeout frees them sooner and answers 502 or 504.',
  explains: [
    'backend-bound',
    'max-request-workers',
    'near-max-request-workers',
    'accept-queue-overflow',
    'status-page-unavailable',
    'site-failing',
  ],
  reads: { backends },
  mayRead: { sites: siteAnswers, page: statusPage, listeners },
  judge({ backends: facts, sites, page, listeners: sockets }) {
    const [worst] = facts.backends.filter(isWaitedFor).toSorted((one, other) => weight(other) - weight(one));
    if (worst === undefined) return undefined;
    const isFull =
      usage(page) === 'full' || usage(page) === 'near' || (hangs(page) && longestQueue(sockets) !== undefined);
    const suffers = sites?.answers.some(({ kind }) => kind === 'slow' || kind === 'failing') === true;
    if (!isFull && !suffers && (worst.queued ?? 0) < QUEUED) return undefined;
    return found(worst, isFull);
  },
});

function isWaitedFor({ waiting, longestSeconds, queued = 0 }: Backend): boolean {
  return (waiting >= FEW && longestSeconds >= SHORT_SECONDS) || queued >= QUEUED;
}

function weight({ waiting, queued = 0 }: Backend): number {
  return waiting + queued;
}

function found({ name, open, waiting, longestSeconds, queued = 0, backlog }: Backend, isFull: boolean): Found {
  const waits =
    waiting > 0
      ? `${waiting} requests wait for the backend ${name}, the longest for ${longestSeconds.toFixed(1)} s`
      : '';
  const queue =
    queued > 0 ? `${queued} connections wait until ${waiting > 0 ? 'it' : `the backend ${name}`} accepts them` : '';
  return {
    summary: `${[waits, queue].filter((part) => part !== '').join(', and ')}${isFull ? '; no worker of Apache is left' : ''}.`,
    severity: isFull ? 'critical' : 'warning',
    certainty: 'likely',
    evidence: [
      { kind: 'measure', source: 'backends', name: `connections to ${name}`, value: open, unit: 'connections' },
      ...(waiting > 0
        ? [
            {
              kind: 'measure' as const,
              source: 'backends',
              name: 'without an answer',
              value: waiting,
              unit: 'connections',
            },
            { kind: 'measure' as const, source: 'backends', name: 'longest wait', value: longestSeconds, unit: 's' },
          ]
        : []),
      ...(queued > 0
        ? [
            {
              kind: 'measure' as const,
              source: 'backends',
              name: 'not accepted yet',
              value: queued,
              unit: 'connections',
              ...(backlog === undefined ? {} : { limit: backlog }),
            },
          ]
        : []),
    ],
    facts: { backend: name, count: waiting, seconds: longestSeconds, queued },
  };
}
