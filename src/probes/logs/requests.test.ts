import { describe, expect, it } from 'vitest';
import { parseErrorLog } from './parse-log.ts';
import { loggedText, requestsIn } from './requests.ts';

const context = { now: '2026-11-21T07:12:00Z', zoneMinutes: 0 };

function entriesOf(...lines: readonly string[]) {
  return parseErrorLog(lines.join('\n'), 'error-log', context).entries;
}

const refused = (second: number, tid: number, port = '8080') =>
  `[Sat Nov 21 07:10:0${second}.100000 2026] [proxy:error] [pid 7:tid ${tid}] (111)Connection refused: AH00957: http: attempt to connect to 127.0.0.1:${port} (127.0.0.1) failed`;
const failed = (second: number, tid: number, client: number) =>
  `[Sat Nov 21 07:10:0${second}.200000 2026] [proxy_http:error] [pid 7:tid ${tid}] [client 192.0.2.1:${client}] AH01114: HTTP: failed to make connection to backend: 127.0.0.1`;

describe('requests that messages are about', () => {
  it('are one where a thread says two things about it', () => {
    expect(requestsIn(entriesOf(refused(1, 5), failed(1, 5, 40)))).toBe(1);
  });

  it('are one where it tries two backends', () => {
    expect(requestsIn(entriesOf(refused(1, 5), refused(1, 5, '8081'), failed(1, 5, 40)))).toBe(1);
  });

  it('are two where the same is said again, by another thread, of another client or later', () => {
    expect(requestsIn(entriesOf(refused(1, 5), failed(1, 5, 40), refused(1, 5), failed(1, 5, 41)))).toBe(2);
    expect(requestsIn(entriesOf(refused(1, 5), refused(1, 6)))).toBe(2);
    expect(requestsIn(entriesOf(failed(1, 5, 40), failed(1, 5, 41)))).toBe(2);
    expect(requestsIn(entriesOf(failed(1, 5, 40), failed(4, 5, 40)))).toBe(2);
  });

  it('are not more for what a child of the server says of them', () => {
    const child = '[Sat Nov 21 07:10:01.000000 2026] [cgid:error] [pid 270:tid 270] AH01241: exec of x failed';
    const request =
      '[Sat Nov 21 07:10:01.000000 2026] [cgid:error] [pid 7:tid 7] [client 192.0.2.1:40] End of script output before headers: x';
    expect(requestsIn(entriesOf(child, request))).toBe(1);
  });

  it('are as many as the lines where no process is named', () => {
    expect(requestsIn(entriesOf('AH00957: x failed', 'AH00957: y failed'))).toBe(2);
  });

  it('are not spoken of where no client is named', () => {
    expect(loggedText(entriesOf(refused(1, 5)))).toBe('logged once');
    expect(loggedText(entriesOf(refused(1, 5), failed(1, 5, 40)))).toBe('logged for 1 request');
  });
});
