import type { LogEntry } from '../../model/log-entry.ts';
import { defineRule, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { latest, quotesOf } from '../../probes/logs/select.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import { answeredSince } from '../over/answers.ts';
import { quietSince } from '../over/quiet.ts';

/** States in which mod_proxy gives a member no requests (mod_proxy.h: error, stopped, disabled). */
const out = /\b(Err|Stop|Dis)\b/;

export const balancerNoWorkers = defineRule({
  id: 'balancer-no-workers',
  title: 'Every member of a balancer is out of use',
  kind: 'problem',
  answers: ['workers'],
  over: [answeredSince, quietSince],
  severity: 'critical',
  cause:
    'A balancer has no usable member (AH01171, AH01167), so its requests get 503. A member in state Err is tried again only after its `retry` seconds.',
  remedy:
    'Fix the members first. Apache uses them again by itself after `retry`; a reload would only clear the error state sooner.',
  explains: ['error-rate-high', 'site-failing'],
  reads: {},
  mayRead: { logs, page: statusPage },
  judge({ logs: log, page }) {
    if (log === undefined && page === undefined) return notApplicable('neither log nor status page seen');
    const said = log === undefined ? [] : exhausted(log);
    const dead = deadBalancers(page?.balancerWorkers ?? []);
    const first = dead[0];
    if (first !== undefined)
      return {
        summary: `No member of the balancer ${dead.map(({ balancer }) => balancer).join(', ')} is usable.`,
        evidence: [
          { kind: 'quote', source: 'status-page', text: first.line },
          ...dead.slice(1, 3).map(({ line }) => ({ kind: 'quote' as const, source: 'status-page', text: line })),
          ...(quotesOf(said, 1) ?? []),
        ],
        facts: { balancer: first.balancer, backends: first.workers },
      };
    const evidence = quotesOf(said, 3);
    if (evidence === undefined) return undefined;
    const balancer = /balancer:\/\/[\w.-]{1,100}/.exec(said[0]?.message ?? '')?.[0];
    return {
      summary: `No member of ${balancer ?? 'a balancer'} was usable, logged ${said.length === 1 ? 'once' : `${said.length} times`}.`,
      evidence,
      facts: { count: said.length, balancer },
      at: latest(said),
    };
  },
});

/** 2.2 and some builds have no codes; the words are mod_proxy_balancer’s own. */
const noneLeft = /^(?:proxy: )?(?:BALANCER: )?\(?balancer:\/\/[\w.-]{1,100}\)?[:.] All workers are in error state/;

function exhausted(logs: LogFacts): readonly LogEntry[] {
  return logs.entries.filter(({ code, module, client, message }) => {
    if (code !== undefined) return ['AH01171', 'AH01167', 'AH01170'].includes(code);
    return (client === undefined || module === 'proxy_balancer') && noneLeft.test(message.slice(0, 300));
  });
}

function deadBalancers(
  workers: readonly { balancer: string; name: string; status: string; line: string }[],
): readonly { balancer: string; workers: string[]; line: string }[] {
  const names = [...new Set(workers.map(({ balancer }) => balancer))];
  return names.flatMap((balancer) => {
    const members = workers.filter((worker) => worker.balancer === balancer);
    const [first] = members;
    if (first === undefined || !members.every(({ status }) => out.test(status))) return [];
    return [{ balancer, workers: members.map(({ name }) => name), line: first.line }];
  });
}
