import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Unrecognised } from '../../model/source.ts';
import { parseListeners } from './parse.ts';

const ss = `Netid State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
tcp   LISTEN 0      511          0.0.0.0:80        0.0.0.0:*    users:(("nginx",pid=180,fd=5),("nginx",pid=177,fd=5))
tcp   LISTEN 20     511                *:443             *:*    users:(("apache2",pid=191,fd=6))
udp   UNCONN 0      0            0.0.0.0:68        0.0.0.0:*    users:(("dhclient",pid=9,fd=6))
c 177 /system.slice/nginx.service
`;

describe('a socket listing', () => {
  it('of ss names holders, units and queues', () => {
    const facts = parseListeners(ss);
    expect(facts.listeners).toMatchObject([
      {
        address: '0.0.0.0',
        port: 80,
        queued: 0,
        backlog: 511,
        holders: [{ program: 'nginx', pids: [180, 177], unit: 'nginx.service' }],
      },
      { address: '*', port: 443, queued: 20 },
    ]);
    expect(facts.holdersVisible).toBe(true);
  });

  it.each([
    ['LISTEN 0 128 [::]:80 [::]:*', '[::]', 80],
    ['LISTEN   0   128   :::8080   :::*   users:(("httpd",2112,4))', '[::]', 8080],
    ['LISTEN 0 128 127.0.0.53%lo:53 0.0.0.0:*', '127.0.0.53', 53],
    ['LISTEN 0 128 [::ffff:10.0.0.5]:80 *:*', '10.0.0.5', 80],
    ['tcp6       0      0 :::443                  :::*                    LISTEN      812/httpd', '[::]', 443],
    [
      'tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN      1234/nginx: master',
      '0.0.0.0',
      80,
    ],
    ['l 0.0.0.0 80', '0.0.0.0', 80],
  ])('reads %s', (line, address, port) => {
    expect(parseListeners(line).listeners).toMatchObject([{ address, port }]);
  });

  it('of netstat names the program, and no queue where the kernel shows none', () => {
    const [listener] = parseListeners('tcp 0 0 0.0.0.0:80 0.0.0.0:* LISTEN 1234/nginx: master').listeners;
    expect(listener?.holders).toEqual([{ program: 'nginx', pids: [1234] }]);
    expect(listener?.backlog).toBeUndefined();
  });

  it('without root says that the holders are not visible', () => {
    const facts = parseListeners(
      '== user\nState Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\nLISTEN 0 511 *:80 *:*\n',
    );
    expect(facts.holdersVisible).toBe(false);
    expect(facts.listeners[0]?.holders).toEqual([]);
  });

  it('counts connections by port, state and peer', () => {
    const text = `State    Recv-Q Send-Q Local Address:Port Peer Address:Port
ESTAB    0      0          10.0.0.5:80    203.0.113.7:51514
ESTAB    0      0          10.0.0.5:80    203.0.113.7:51516
tcp      0      0 10.0.0.5:80   198.51.100.1:40000  TIME_WAIT   -
`;
    expect(parseListeners(text).connections).toEqual([
      { port: 80, states: { ESTAB: 2, 'TIME-WAIT': 1 }, peers: [{ address: '203.0.113.7', count: 2 }] },
    ]);
  });

  it('that is none is refused', () => {
    expect(() => parseListeners('nothing to see')).toThrow(Unrecognised);
  });

  it('throws nothing but Unrecognised on damaged text, and quotes only what is there', () => {
    fc.assert(
      fc.property(fc.nat(ss.length), fc.string(), fc.nat(60), (at, junk, gone) => {
        const damaged = ss.slice(0, at) + junk + ss.slice(at + gone);
        try {
          for (const { line } of parseListeners(damaged).listeners) expect(damaged).toContain(line);
        } catch (error) {
          if (!(error instanceof Unrecognised)) throw error;
        }
      }),
    );
  });
});
