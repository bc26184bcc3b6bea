import { describe, expect, it } from 'vitest';
import { layouts } from '../../../tools/layouts.ts';
import { readErrorLog } from './error-log.ts';
import { readJournal } from './journal.ts';

const line = '[Sat Nov 21 13:25:09.000000 2026] [proxy:error] [pid 365:tid 373] AH01114: HTTP: failed\n';
const head =
  '== directives\n== open\nfile 520 2 5 1795267509 /srv/errors\ngone 521 3 9 1795267509 /srv/a b\nopen-logs 1\n';

describe('what is read of the error log', () => {
  it('tells what was not: from when on, how much, and the kinds that were left out most', () => {
    const facts = readErrorLog(
      `${head}== via |/usr/bin/rotatelogs /srv/errors 86400\n== log /srv/errors\n== earlier\n${line}== left 12 AH01114 HTTP: x\n== dropped 12\n== earlier\n== left 300 AH00037 Symbolic\n== dropped 310\n== size 3000 1000\n== begins ${line}== tail\n${line}`,
      {},
    );

    expect(facts).toMatchObject({
      dropped: 322,
      left: [
        { kind: 'AH00037 Symbolic', count: 300 },
        { kind: 'AH01114 HTTP: x', count: 12 },
      ],
      unread: { bytes: 2000, of: 3000, from: '2026-11-21T13:25:09.000Z' },
      via: '|/usr/bin/rotatelogs /srv/errors 86400',
      open: [
        { pid: 520, path: '/srv/errors', bytes: 5, gone: false },
        { pid: 521, path: '/srv/a b', gone: true, line: 'gone 521 3 9 1795267509 /srv/a b' },
      ],
    });
    expect(facts.entries).toHaveLength(1);
  });

  it('does not know what is open where the helper did not come to its end, or was not asked', () => {
    expect(
      readErrorLog(`== open\nfile 520 2 5 1795267509 /srv/errors\n== log /a\n== tail\n${line}`, {}).open,
    ).toBeUndefined();
    expect(readErrorLog(`== log /a\n== tail\n${line}`, {}).open).toBeUndefined();
  });

  it('says of a log that is not there while Apache runs that this is odd', () => {
    const { layout } = layouts.find(({ name }) => name === 'debian') ?? {};
    if (layout === undefined) throw new Error('there is no layout of Debian');
    expect(() => readErrorLog('== missing /var/log/e\n', { layout: { ...layout, parentPid: 1 } })).toThrow(
      /although Apache runs/,
    );
  });
});

describe('what is read of the journal', () => {
  it('tells from when on all of it was', () => {
    const said = (time: string): string => `2026-11-21T${time}.000000+0000 web1 systemd[1]: Started apache2.service.\n`;
    expect(readJournal(`${said('07:00:00')}== dropped 7\n== newest 400\n${said('07:24:34')}`, {}).window).toEqual({
      from: '2026-11-21T07:24:34.000Z',
      dropped: 7,
    });
    expect(readJournal(said('07:24:34'), {}).window).toBeUndefined();
  });
});
