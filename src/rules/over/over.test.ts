import { describe, expect, it } from 'vitest';
import { allCases, judgeCase } from '../../../test/support/cases.ts';
import { evaluate, withDerived } from '../../diagnosis/evaluate.ts';
import { buildReport } from '../../diagnosis/report.ts';
import type { Finding, FindingId } from '../../model/finding.ts';
import { collected, type Outcome, unavailable } from '../../model/outcome.ts';
import { logs } from '../../probes/combined/logs.ts';
import { configtest } from '../../probes/config/probe.ts';
import { parseErrorLog } from '../../probes/logs/parse-log.ts';
import { siteAnswers } from '../../probes/sites/answers.ts';
import { survey } from '../../probes/survey/probe.ts';
import type { AccessFacts, Faring } from '../../probes/traffic/facts.ts';
import { accessLog } from '../../probes/traffic/probe.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import { rules } from '../index.ts';

const now = '2026-11-21T14:10:00.000Z';
const syntaxOk = { ok: true, privileged: true, errors: [], entries: [] };

function at(time: string): string {
  return `[Sat Nov 21 ${time}.000000 2026]`;
}

function judged(text: string, live: Readonly<Record<string, unknown>> = {}) {
  const context = { now, zoneMinutes: 0 };
  const outcomes = (source: { readonly id: string }): Outcome<unknown> => {
    if (source.id === logs.id) return collected(parseErrorLog(text, 'error-log', context));
    return source.id in live ? collected(live[source.id]) : unavailable('not-asked', 'not asked');
  };
  const evaluation = evaluate(rules, outcomes, context);
  const report = buildReport({
    host: 'web-1',
    verb: 'diagnose',
    now,
    asked: [],
    outcomes,
    evaluation,
    state: [],
    durationMs: 1,
  });
  const find = (id: FindingId): Finding | undefined => evaluation.findings.find((one) => one.id === id);
  return { report, find };
}

function access(farings: readonly Partial<Faring>[], more: Partial<AccessFacts> = {}): AccessFacts {
  const whole = farings.map((one) => ({
    group: '/app/',
    bad: 30,
    before: 100,
    between: 0,
    after: 60,
    firstBad: '2026-11-21T14:02:00Z',
    lastBad: '2026-11-21T14:02:20Z',
    lastGood: '2026-11-21T14:09:50Z',
    status: 503,
    ...one,
  }));
  return {
    lines: 1_000,
    unread: 0,
    statuses: { 200: 1_000 },
    addresses: [],
    slow: [],
    samples: [],
    farings: whole,
    failingGroups: whole.filter(({ group }) => group !== '*').length,
    ...more,
  };
}

const typo = `${at('14:02:11')} [core:crit] [pid 9:tid 9] AH00526: Syntax error on line 3 of /etc/apache2/x.conf:\nInvalid command 'Foo', perhaps misspelled or defined by a module not included in the server configuration`;
const started = (time: string) =>
  `${at(time)} [mpm_event:notice] [pid 20:tid 20] AH00489: Apache/2.4.71 (Debian) configured -- resuming normal operations`;
const refused = `${at('14:02:20')} [proxy:error] [pid 9:tid 9] (111)Connection refused: AH00957: http: attempt to connect to 127.0.0.1:9001 (127.0.0.1:9001) failed`;
const crash = (time: string) =>
  `${at(time)} [core:notice] [pid 20:tid 20] AH00052: child pid 2291 exit signal Segmentation fault (11)`;

describe('what live evidence contradicts', () => {
  it('is history, with the reason and when it was last seen, and neither leads nor counts for the verdict', () => {
    const { report } = judged(typo, { [configtest.id]: syntaxOk });
    expect(report.cases).toEqual([]);
    expect(report.verdict).toBe('healthy');
    expect(report.earlier.map(({ id, resolved }) => [id, resolved?.by, resolved?.lastSeen])).toEqual([
      ['config-unknown-directive', 'the syntax check passes now', '2026-11-21T14:02:11.000Z'],
    ]);
  });

  it('stays the cause while the server that it ended is down, and says that the reason is gone', () => {
    const { find } = judged(typo, { [configtest.id]: syntaxOk, [survey.id]: { roots: [], processes: [] } });
    expect(find('config-unknown-directive')?.resolved).toBeUndefined();
    expect(find('config-unknown-directive')?.silence?.gone).toBe('the syntax check passes now');
  });

  it('takes along what came of it at the time, and nothing later', () => {
    const failed = `${at('14:02:12')} [core:emerg] [pid 9:tid 9] AH00016: Configuration Failed, exiting`;
    const later = failed.replace('14:02:12', '14:08:00');
    const live = { [configtest.id]: syntaxOk };
    expect(judged(`${typo}\n${failed}`, live).report.cases).toEqual([]);
    expect(judged(`${typo}\n${failed}\n${later}`, live).report.cases.length).toBe(1);
  });

  it('stays present without such evidence', () => {
    const { report, find } = judged(typo);
    expect(report.cases[0]?.root.id).toBe('config-unknown-directive');
    expect(find('config-unknown-directive')?.resolved).toBeUndefined();
    expect(report.cases[0]?.root.silence).toEqual({ lastSeen: '2026-11-21T14:02:11.000Z' });
  });

  it('is over by a later start, and not by an earlier one', () => {
    expect(judged(`${typo}\n${started('14:03:00')}`).find('config-unknown-directive')?.resolved?.by).toBe(
      'the server was started at 14:03:00',
    );
    expect(judged(`${started('14:01:00')}\n${typo}`).find('config-unknown-directive')?.resolved).toBeUndefined();
  });

  it('is not over when it came back after a good start and may do so again', () => {
    const again = typo.replace('14:02:11', '14:09:30');
    const text = `${typo}\n${started('14:03:00')}\n${again}\n${started('14:09:40')}`;
    expect(judged(text).find('config-unknown-directive')?.resolved).toBeUndefined();
  });

  it('is over where workers are idle again', () => {
    const full = `${at('14:02:11')} [mpm_event:error] [pid 9:tid 9] AH00484: server reached MaxRequestWorkers setting, consider raising the MaxRequestWorkers setting`;
    const page = {
      answered: true,
      refused: false,
      page: true,
      idle: 8,
      busy: 2,
      scoreboard: { slots: 10, letters: { _: 8, W: 2 }, text: '________WW' },
      balancerWorkers: [],
      growth: [],
      served: [],
      finishing: [],
    };
    expect(judged(full, { [statusPage.id]: page }).find('max-request-workers')?.resolved?.by).toContain('8 workers');
    expect(judged(full).find('max-request-workers')?.resolved).toBeUndefined();
  });
});

describe('what fails now and then', () => {
  const good = { [siteAnswers.id]: { answers: [{ kind: 'good', url: 'http://x/', words: 'answers 200' }] } };

  it('is over after an outage when every path that failed was answered well many times since', () => {
    const found = judged(refused, { [accessLog.id]: access([{}]) }).find('backend-down');
    expect(found?.resolved?.by).toContain('/app/ has been answered well 60 times');
  });

  it.each([
    ['one path that failed was not asked since', [{}, { group: '/api/', after: 0, lastGood: undefined }]],
    ['one request in twenty fails and twelve went well', [{ bad: 10, between: 190, after: 12 }]],
    ['it failed in the newest minutes', [{ bad: 10, between: 190, after: 500, lastBad: '2026-11-21T14:09:00Z' }]],
    ['it was seen once, minutes ago', [{ bad: 1, after: 60 }]],
    ['the good answers are older than the message', [{ lastGood: '2026-11-21T14:02:20Z' }]],
  ])('is not over when %s', (_why, farings) => {
    expect(judged(refused, { [accessLog.id]: access(farings) }).find('backend-down')?.resolved).toBeUndefined();
  });

  it('is not over when paths that failed are left out of the list', () => {
    const cut = access([{}], { failingGroups: 25 });
    expect(judged(refused, { [accessLog.id]: cut }).find('backend-down')?.resolved).toBeUndefined();
  });

  it('is over after a quarter of an hour with many requests, and every site answering', () => {
    const old = refused.replace('14:02:20', '13:20:00');
    const minutes = [{ at: '2026-11-21T13:30:00Z', count: 400, bad: 1 }];
    const live = { ...good, [accessLog.id]: access([], { minutes }) };
    expect(judged(old, live).find('backend-down')?.resolved?.by).toContain('400 requests went through');
    expect(judged(old, { [accessLog.id]: access([], { minutes }) }).find('backend-down')?.resolved).toBeUndefined();
  });

  it('is a crash loop still where good answers lie between the crashes', () => {
    const text = ['14:00:00', '14:03:00', '14:06:00'].map(crash).join('\n');
    const tens = [{ at: '2026-11-21T14:08:00Z', count: 400, bad: 0 }];
    const found = judged(`${text}\n${started('14:07:00')}`, {
      ...good,
      [accessLog.id]: access([], { tens, minutes: tens }),
    }).find('segfault');
    expect(found).toMatchObject({ severity: 'critical', facts: { count: 3 } });
    expect(found).not.toHaveProperty('resolved');
  });
});

describe('messages that no rule knows', () => {
  const unknown = `${at('14:05:00')} [x:emerg] [pid 9:tid 9] AH09999: the sky is falling, exiting`;

  it('are history when the server read its configuration again later without them', () => {
    const text = `${unknown}\n${at('14:06:00')} [mpm_event:notice] [pid 20:tid 20] AH00493: SIGUSR1 received.  Doing graceful restart\n${started('14:06:00')}`;
    expect(judged(text).find('unexplained-errors')?.resolved?.by).toContain('read again at 14:06:00');
    expect(judged(`${unknown}\n${started('14:05:01')}`).find('unexplained-errors')?.resolved).toBeUndefined();
  });
});

describe('every rule that reads messages', () => {
  it('says what shows that its finding is over, or why nothing can', () => {
    const silent = rules.filter(
      ({ reads, mayRead, over }) => [...reads, ...mayRead].includes(logs) && over === undefined,
    );
    expect(silent.map(({ id }) => id)).toEqual([]);
  });
});

describe('a child that was killed for memory', () => {
  const [one] = allCases().filter(({ name }) => name === 'oom-child');

  function anHourLater(count: number): Finding | undefined {
    if (one?.context.now === undefined) throw new Error('there is no case oom-child');
    const later = (minutes: number): string =>
      new Date(Date.parse(one.context.now ?? '') + minutes * 60_000).toISOString();
    const context = { ...one.context, now: later(60) };
    const outcomes = new Map<string, Outcome<unknown>>(judgeCase(one).outcomes);
    const minutes = [{ at: later(30), count, bad: 0 }];
    outcomes.set(accessLog.id, collected(access([], { minutes })));
    outcomes.set(siteAnswers.id, collected({ answers: [{ kind: 'good', url: 'http://x/', words: 'answers 200' }] }));
    return evaluate(rules, withDerived(outcomes, context), context).findings.find(({ id }) => id === 'oom-kill');
  }

  it('is history after an hour with many requests and without another', () => {
    expect(anHourLater(1_000)?.resolved?.by).toContain('1000 requests went through and every site answers');
  });

  it('is not after an hour in which hardly anybody asked', () => {
    const found = anHourLater(12);
    expect(found).toMatchObject({ severity: 'critical', summary: expect.stringContaining('killed') });
    expect(found).not.toHaveProperty('resolved');
  });
});
