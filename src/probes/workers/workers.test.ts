import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Unrecognised } from '../../model/source.ts';
import { hangs, usage } from './capacity.ts';
import { parseRequests } from './parse-requests.ts';
import { parseStatus } from './parse-status.ts';

const old22 = `Total Accesses: 30
Total kBytes: 12
Uptime: 500
ReqPerSec: .06
BytesPerSec: 24.576
BytesPerReq: 409.6
BusyWorkers: 3
IdleWorkers: 0
Scoreboard: WWK
`;
const twice = `ServerVersion: Apache/2.4.52 (Ubuntu)
ServerMPM: event
BusyWorkers: 1
IdleWorkers: 49
Processes: 2
Stopping: 0
BusyWorkers: 1
IdleWorkers: 49
ConnsTotal: 0
Scoreboard: W_________________________________________________
`;
const html = `<h1>Apache Server Status for localhost (via 127.0.0.1)</h1>
<dl><dt>Server Version: Apache/2.4.62 (Debian)</dt>
<dt>Server MPM: prefork</dt>
<dt>Parent Server MPM Generation: 3</dt>
<dt>Total accesses: 1234 - Total Traffic: 5.6 MB - Total Duration: 333</dt>
<dt>3 requests currently being processed, 1 workers gracefully restarting, 2 idle workers</dt></dl>
<pre>WW_WG_..
</pre><p>Scoreboard Key:<br />
<tr><td><b>0-3</b></td><td>182</td><td>0/12/345</td><td>W
</td><td>yes (old gen)</td></tr>`;

describe('the status page', () => {
  it('of 2.2 gives workers and the limit by the length of the scoreboard', () => {
    const page = parseStatus(old22);
    expect(page).toMatchObject({ page: true, busy: 3, idle: 0, scoreboard: { slots: 3 } });
    expect(usage(page)).toBe('full');
  });

  it('of 2.4.35 to 2.4.57 prints some keys twice and counts them once', () => {
    const page = parseStatus(twice);
    expect(page).toMatchObject({ busy: 1, idle: 49, mpm: 'event', processes: 2 });
    expect(usage(page)).toBe('free');
  });

  it.each([
    ['with its tags', html],
    ['as copied from a browser', html.replace(/<[^>]*>/g, '\n')],
  ])('in HTML %s is read too', (_name, text) => {
    expect(parseStatus(text)).toMatchObject({
      version: 'Apache/2.4.62 (Debian)',
      mpm: 'prefork',
      mpmGeneration: 3,
      accesses: 1234,
      busy: 3,
      graceful: 1,
      idle: 2,
      oldProcesses: 1,
      scoreboard: { slots: 8, letters: { W: 3, _: 2, G: 1, '.': 2 } },
    });
  });

  it('adds up the requests of a child’s threads', () => {
    expect(parseStatus(`${old22}w 7 10\nw 7 5\nw 8 1\n`).served).toEqual([
      { pid: 7, requests: 15 },
      { pid: 8, requests: 1 },
    ]);
  });

  it.each([
    ['Total Accesses: 1\nBusyServers: 2\nIdleServers: 126\n', 'lighttpd'],
    ['Active connections: 1 \nserver accepts handled requests\n 1 1 1 \n', 'nginx'],
  ])('of another server is named: %j', (text, otherServer) => {
    expect(parseStatus(text)).toMatchObject({ page: false, otherServer });
  });

  it('that hangs is an answer, and a refusal is another', () => {
    const hanging = parseStatus(
      '== status http://127.0.0.1:80/server-status?auto\n\n== http 000 connect 0.000100 total 2.000332 exit 28\n',
    );
    const refused = parseStatus(
      '== status http://127.0.0.1:80/server-status?auto\n\n== http 000 connect 0.000000 total 0.000332 exit 7\n',
    );
    expect(hangs(hanging)).toBe(true);
    expect(hangs(refused)).toBe(false);
    expect(refused.refused).toBe(true);
  });

  it('does not take a full queue, where not even the connection succeeds, for a refusal', () => {
    expect(
      hangs(parseStatus('== status http://127.0.0.1:80/x\n\n== http 000 connect 0.000000 total 2.001454 exit 28\n')),
    ).toBe(true);
  });

  it('that is forbidden is an answer, whatever the next port says to TLS', () => {
    expect(
      parseStatus(
        '== status http://127.0.0.1:80/x\n<h1>Forbidden</h1>\n== http 403 connect 0.0001 total 0.0026 exit 0\n== status https://127.0.0.1:443/x\ncurl: (35) wrong version number\n\n== http 000 connect 0.000000 total 0.0024 exit 35\n',
      ),
    ).toMatchObject({ answered: true, http: 403 });
  });

  it('that is none is refused', () => {
    expect(() => parseStatus('<html>It works!</html>')).toThrow(Unrecognised);
  });

  it('throws nothing but Unrecognised on damaged text', () => {
    fc.assert(
      fc.property(fc.constantFrom(old22, twice, html), fc.nat(600), fc.string(), fc.nat(60), (text, at, junk, gone) => {
        try {
          parseStatus(text.slice(0, at) + junk + text.slice(at + gone));
        } catch (error) {
          expect(error).toBeInstanceOf(Unrecognised);
        }
      }),
    );
  });

  it('takes a hostile page of 8 MB in its stride', () => {
    expect(() => parseStatus(`<dt>${'<'.repeat(8_000_000)}`)).toThrow(Unrecognised);
    expect(() => parseStatus('a:'.repeat(4_000_000))).toThrow(Unrecognised);
  });
});

describe('a request to /', () => {
  it('tells an answer, a hang and a refusal apart', () => {
    const { answers } = parseRequests(`== request http://127.0.0.1:80/
HTTP/1.1 200 OK
Server: Apache/2.4.71 (Debian)

== http 200 connect 0.000102 total 0.000966 exit 0
== request http://127.0.0.1:8080/
curl: (28) Operation timed out after 2000 milliseconds with 0 bytes received
== http 000 connect 0.000083 total 2.001199 exit 0
== request https://127.0.0.1:443/
curl: (7) Failed to connect to 127.0.0.1 port 443
== http 000 connect 0.000000 total 0.000100 exit 0
`);
    expect(answers).toMatchObject([
      { port: 80, answered: true, http: 200, server: 'Apache/2.4.71 (Debian)' },
      { port: 8080, answered: false, connected: true, exit: 28 },
      { port: 443, answered: false, connected: false, exit: 7 },
    ]);
  });
});
