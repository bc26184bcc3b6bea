import { describe, expect, it } from 'vitest';
import { evaluate } from '../diagnosis/evaluate.ts';
import { collected, unavailable } from '../model/outcome.ts';
import { logs } from '../probes/combined/logs.ts';
import { parseErrorLog } from '../probes/logs/parse-log.ts';
import { rules } from './index.ts';

const refused = (time: string): string =>
  `[Sat Nov 21 ${time}.000000 2026] [proxy:error] [pid 7:tid 7] (111)Connection refused: AH00957: http: attempt to connect to 127.0.0.1:9001 (127.0.0.1:9001) failed`;
const unknown = (time: string): string => `[Sat Nov 21 ${time}.000000 2026] [x:error] [pid 9:tid 9] AH09999: odd`;

function counts(since?: string): Readonly<Record<string, unknown>> {
  const context = { now: '2026-11-21T07:12:00Z', zoneMinutes: 0, ...(since === undefined ? {} : { since }) };
  const text = [
    refused('03:00:00'),
    unknown('03:00:00'),
    refused('07:10:00'),
    refused('07:11:00'),
    unknown('07:11:30'),
  ];
  const log = parseErrorLog(text.join('\n'), 'error-log', context);
  const { findings } = evaluate(
    rules,
    (source) => (source.id === logs.id ? collected(log) : unavailable('not-asked', 'not asked')),
    context,
  );
  return Object.fromEntries(findings.map(({ id, facts }) => [id, facts['count']]));
}

describe('findings of messages', () => {
  it('count those of the time that was asked about', () => {
    expect(counts()).toMatchObject({ 'backend-down': 3, 'unexplained-errors': 2 });
    expect(counts('2026-11-21T07:00:00Z')).toMatchObject({ 'backend-down': 2, 'unexplained-errors': 1 });
  });

  it('are history where all of them are older, and count then too', () => {
    expect(counts('2026-11-21T07:11:45Z')).toMatchObject({ 'backend-down': 3 });
    expect(counts('2026-11-21T07:11:45Z')).not.toHaveProperty('unexplained-errors');
  });
});
