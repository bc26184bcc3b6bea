import { describe, expect, it } from 'vitest';
import { withDerived } from '../../diagnosis/evaluate.ts';
import { collected, type Outcome, unavailable } from '../../model/outcome.ts';
import type { Capture } from '../../model/source.ts';
import { readSudo, sudoUse } from '../../probes/changes/sudo.ts';
import { journal, vhostLogs } from '../../probes/logs/probe.ts';
import { readVhostLogs } from '../../probes/logs/vhost-logs.ts';
import { memoryUsers, readMemoryUsers } from '../../probes/memory/users.ts';
import type { Outcomes } from '../facts-of.ts';
import { investigationFor } from '../investigation.ts';

const context = { now: '2026-11-21T14:00:00Z', zoneMinutes: 0 };

function known(...outcomes: readonly (readonly [{ readonly id: string }, Outcome<unknown>])[]): Outcomes {
  return withDerived(new Map(outcomes.map(([{ id }, outcome]) => [id, outcome])), context);
}

const down = (second: number): string =>
  `[Sat Nov 21 13:25:0${second}.1 2026] [proxy:error] [pid 365:tid 373] (111)Connection refused: AH00957: http: attempt to connect to 127.0.0.1:9 failed`;
const sites = `== else syslog:local1
== refused /srv/closed.log
== more /srv/old.log
== log /srv/api.log
== size 320 1795267509
== earlier
== tail
| ${down(1)}
== log /srv/shop.log
== size 320 1795267509
== earlier
== tail
| ${down(2)}
`;

describe('the panels of logs', () => {
  const outcomes = known(
    [vhostLogs, collected(readVhostLogs(sites, context))],
    [journal, collected({ entries: [], unrecognised: 0 })],
  );

  it('name the files of messages, what was not read, and where messages are instead', () => {
    const text = investigationFor('logs')
      .panels(outcomes, context)
      .flatMap(({ title, lines }) => [title, ...lines])
      .join('\n');

    expect(text).toMatch(/2 × {2}AH00957 .*\[api\.log, shop\.log\]/);
    expect(text).toMatch(/^\/srv\/api\.log +.*13:25:09$/m);
    expect(text).toContain('ErrorLog syslog:local1: in the journal');
    expect(text).toContain('not permitted: /srv/closed.log');
    expect(text).toContain('/srv/old.log');
  });

  it('name the file before each line of the attachment', () => {
    const capture: Capture = { source: vhostLogs.id, exit: 0, text: sites, durationMs: 1, cut: false };
    const [file] = investigationFor('logs').attach(new Map([[vhostLogs.id, capture]]), outcomes, context);

    expect(file?.text).toBe(`/srv/api.log: ${down(1)}\n/srv/shop.log: ${down(2)}`);
  });
});

describe('the panel of changes', () => {
  it('says who used sudo, the same command once', () => {
    const line = (minute: number): string =>
      `2026-11-21T13:1${minute}:00.000000+0000 web-1 sudo[9]: admin : USER=root ; COMMAND=/usr/bin/systemctl reload apache2`;
    const facts = readSudo(`== me oncall\n== journal\n${line(1)}\n${line(2)}\n`, context);
    const [panel] = investigationFor('changes').panels(known([sudoUse, collected(facts)]), context);

    expect(panel?.lines).toEqual([
      '2026-11-21 13:12:00   (48 min ago)  admin ran /usr/bin/systemctl reload apache2 through sudo (2 times, last)',
    ]);
  });

  it.each([
    [
      unavailable('not-permitted', 'the journal may not be read by this user'),
      'who used sudo is not known: the journal may not be read by this user',
    ],
    [collected(readSudo('== me oncall\n== journal\n', context)), 'nobody else used sudo within the last day'],
  ])('says what is known about sudo: %j', (outcome, text) => {
    expect(investigationFor('changes').panels(known([sudoUse, outcome]), context)[0]?.lines).toContain(text);
  });
});

describe('the panel of memory', () => {
  it('says who uses it, and that lowering MaxRequestWorkers does not fix what another service holds', () => {
    const facts = readMemoryUsers(
      'g /system.slice/apache2.service 6545408 4247552\ng /system.slice/mariadb.service 734003200 612368384\n',
      context,
    );
    const [panel] = investigationFor('memory').panels(known([memoryUsers, collected(facts)]), context);

    expect(panel?.lines[1]).toMatch(/^mariadb\.service +584 MiB +99 % +700 MiB$/);
    expect(panel?.lines.at(-1)).toMatch(/^mariadb\.service holds more than Apache/);
  });
});
