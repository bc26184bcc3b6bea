import { describe, expect, it } from 'vitest';
import { evaluate } from '../../diagnosis/evaluate.ts';
import type { Finding } from '../../model/finding.ts';
import { collected, unavailable } from '../../model/outcome.ts';
import { logs } from '../../probes/combined/logs.ts';
import { parseErrorLog } from '../../probes/logs/parse-log.ts';
import type { AccessFacts } from '../../probes/traffic/facts.ts';
import { accessLog } from '../../probes/traffic/probe.ts';
import { rules } from '../index.ts';

const context = { now: '2026-11-21T07:12:00Z', zoneMinutes: 0 };
const quiet: AccessFacts = {
  lines: 200,
  unread: 0,
  statuses: { 200: 199, 404: 1 },
  addresses: [],
  slow: [],
  samples: [],
};

function judged(text: string, access = quiet): readonly Finding[] {
  const log = parseErrorLog(text, 'error-log', context);
  const { findings } = evaluate(
    rules,
    (source) => {
      if (source.id === logs.id) return collected(log);
      return source.id === accessLog.id ? collected(access) : unavailable('not-asked', 'not asked');
    },
    context,
  );
  return findings;
}

function unexplained(text: string, access = quiet): Finding | undefined {
  return judged(text, access).find(({ id }) => id === 'unexplained-errors');
}

const stamp = '[Sat Nov 21 07:10:00.000000 2026]';
const unknown = `${stamp} [x:emerg] [pid 9:tid 9] AH09999: the sky is falling, exiting`;

describe('messages that no rule knows', () => {
  it('are critical and lead when the server itself says that it is in an emergency and nothing explains it', () => {
    const found = unexplained(unknown);
    expect(found?.severity).toBe('critical');
    expect(found?.summary).toBe('“AH09999: the sky is falling, exiting” (mod_x, emerg, once); no rule knows it.');
    expect(found?.evidence).toEqual([
      { kind: 'quote', source: 'error-log', text: unknown, at: '2026-11-21T07:10:00.000Z' },
    ]);
  });

  it('tell how often, since when, and of how many kinds beside the worst', () => {
    const other = `${stamp} [y:error] [pid 9:tid 9] AH09996: the floor is wet`;
    const found = unexplained([other, unknown.replace('07:10', '07:11'), unknown.replace('07:10', '07:11')].join('\n'));
    expect(found?.summary).toBe(
      '“AH09999: the sky is falling, exiting” (mod_x, emerg, 2 times); no rule knows it, nor 1 other kind of message beside it.',
    );
    expect(found?.evidence[1]).toMatchObject({ name: 'lines like it since 07:11:00', value: 2 });
  });

  it('never lead over something critical that has a cause, and are shown beside it', () => {
    const known = `${stamp} [ssl:emerg] [pid 7:tid 7] AH02565: Certificate and private key a:443:0 from /c.pem and /k.pem do not match`;
    expect(unexplained(`${known}\n${unknown}`)?.severity).toBe('warning');
  });

  it('explain that the server ended when nothing else does', () => {
    const ended = `${stamp} [core:emerg] [pid 9:tid 9] AH00020: Configuration Failed, exiting`;
    expect(unexplained(`${unknown}\n${ended}`)).toMatchObject({
      severity: 'critical',
      explains: ['reload-failed', 'server-exited'],
    });
  });

  it('are worth knowing only where single requests led to them and requests are answered well', () => {
    const one = `${stamp} [cgi:error] [pid 7:tid 7] [client 192.0.2.1:4] AH09998: something about this request`;
    expect(unexplained(one)?.severity).toBe('notice');
    expect(unexplained(one, { ...quiet, statuses: { 200: 100, 500: 100 } })?.severity).toBe('warning');
  });

  it('are none where a rule is about the message, about one like it, or about one of the same request', () => {
    const reset = (port: number) =>
      `${stamp} [proxy_http:error] [pid 7:tid 7] (104)Connection reset by peer: [client 192.0.2.1:${port}] AH01102: error reading status line from remote server 127.0.0.1:8080`;
    const same = `${stamp} [proxy:error] [pid 7:tid 7] [client 192.0.2.1:4] AH00898: Error reading from remote server returned by /a`;
    expect(unexplained([reset(4), same, reset(5), reset(6), reset(7)].join('\n'))).toBeUndefined();
  });

  it('count as a warning only when they come back', () => {
    const warning = `${stamp} [x:warn] [pid 9:tid 9] AH09997: low on ideas`;
    expect(unexplained(warning)).toBeUndefined();
    expect(unexplained(Array.from({ length: 5 }, () => warning).join('\n'))?.severity).toBe('notice');
  });

  it('are seen behind an ordinary message when a program of the server prints without a prefix', () => {
    const start = `${stamp} [mpm_event:notice] [pid 9:tid 9] AH00489: Apache/2.4.71 (Debian) configured -- resuming normal operations`;
    expect(unexplained(`${start}\nworker: cannot reach the queue at 10.0.0.3`)?.summary).toContain(
      'cannot reach the queue',
    );
  });

  it('are not what happened a day ago', () => {
    expect(unexplained(unknown.replace('Nov 21', 'Nov 19'))).toBeUndefined();
  });
});
