import { defined } from '../../lib/defined.ts';
import { distinct } from '../../lib/distinct.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import type { Found, Rule, RuleHead } from '../../model/rule.ts';
import { listenOverlaps } from '../../probes/config/listens.ts';
import { directives } from '../../probes/config/probe.ts';
import { selectBy } from '../../probes/logs/select.ts';
import { type Entries, messageRule } from '../message-rule.ts';
import { startedSince } from '../over/starts.ts';
import { listensItself } from '../over/state.ts';

const bind = /(?:make_sock: )?could not bind to address (\S{1,120}?):(?:(\d{1,5})(?![\d.…])|\d{0,5}(?:…|\.\.\.)|$)/;
const select = selectBy(['AH00072'], /^make_sock: could not bind to address /);

/** What a rule says of binds that failed for one reason. */
export interface BindFailure {
  /** `0.0.0.0:80 and [::]:80` */
  readonly where: string;
  readonly ports: readonly number[];
  /** Two Listen lines of the configuration on disk that cannot both bind to this port. */
  readonly overlap?: string;
}

/** A rule about AH00072 with one of these errno values. */
export function bindRule(
  spec: Omit<RuleHead, 'severity' | 'explains'> & {
    readonly errnos: readonly number[];
    readonly summary: (failure: BindFailure) => string;
    readonly advice?: (failure: BindFailure) => string | undefined;
  },
): Rule {
  const { errnos, summary, advice, ...head } = spec;
  return messageRule({
    ...head,
    over: [listensItself, startedSince],
    severity: 'critical',
    explains: ['start-failed', 'reload-failed', 'server-exited', 'unit-failed', 'not-running'],
    mayRead: { directives },
    select: (logs) => select(logs).filter(({ errno }) => errno !== undefined && errnos.includes(errno)),
    describe(entries, _logs, { directives: config }) {
      const { failure, facts } = describe(entries, config === undefined ? [] : listenOverlaps(config.directives));
      const told = advice?.(failure);
      return { summary: summary(failure), facts, ...defined({ advice: told }) };
    },
  });
}

function describe(
  entries: Entries,
  overlaps: ReturnType<typeof listenOverlaps>,
): { failure: BindFailure; facts: NonNullable<Found['facts']> } {
  const binds = entries.flatMap(({ message }) => {
    const found = bind.exec(message);
    return found === null
      ? []
      : [{ address: found[1] ?? '', port: found[2] === undefined ? undefined : Number(found[2]) }];
  });
  const ports = distinct(binds.map(({ port }) => port));
  const addresses = distinct(binds.map(({ address, port }) => (port === undefined ? address : `${address}:${port}`)));
  const overlap = overlaps.find(({ port }) => ports.includes(port));
  const failure = {
    where: addresses.slice(0, 4).join(' and ') || 'its address',
    ports,
    ...defined({
      overlap: overlap === undefined ? undefined : `"Listen ${overlap.one.spec}" and "Listen ${overlap.other.spec}"`,
    }),
  };
  const { errno, errnoText } = entries.at(-1) ?? entries[0];
  return {
    failure,
    facts: {
      port: ports[0],
      ports,
      address: binds[0]?.address,
      addresses,
      errno,
      errnoText,
      pids: pidsOf(entries),
    },
  };
}

function pidsOf(entries: readonly LogEntry[]): number[] {
  return distinct(entries.map(({ pid }) => pid));
}
