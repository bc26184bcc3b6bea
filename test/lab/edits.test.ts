import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editorPath } from '../../src/runbooks/changes/helper/editor.ts';
import { apply, bytesOf, editor, freshHost, host, MPM, newId, preview, SITE, snapshot } from './editing.ts';
import { down, up } from './lab.ts';

/** A sync(1) that stops for good when it is called the Nth time, N being what /run/hold says; so a change can be killed wherever it has just written. */
const HOLDING_SYNC = `#!/bin/sh
/bin/sync "$@"
echo x >>/run/synced
[ "$(wc -l </run/synced)" -ge "$(cat /run/hold 2>/dev/null || echo 999)" ] && : >/run/held && exec sleep 60
exit 0
`;

beforeAll(async () => {
  await up(1);
  await freshHost();
});

afterAll(async () => {
  await down();
});

describe('an edit', () => {
  const texts: [string, string, string, string][] = [
    ['LF', 'Timeout 300\n  KeepAlive On\n', `set:${SITE}:2:KeepAlive=Off`, 'Timeout 300\n  KeepAlive Off\n'],
    ['CRLF', '# a\r\nTimeout 300\r\n# b\r\n', `set:${SITE}:2:Timeout=60`, '# a\r\nTimeout 60\r\n# b\r\n'],
    ['no final newline', '# a\n\ttimeout\t300', `set:${SITE}:2:Timeout=60`, '# a\n\ttimeout\t60'],
    [
      'no final newline, added',
      '# a\n\tTimeout 300',
      `add:${SITE}:2:KeepAlive=On`,
      '# a\n\tTimeout 300\n\tKeepAlive On',
    ],
    ['CRLF, added', '# a\r\n  # b\r\n', `add:${SITE}:2:Timeout=60`, '# a\r\n  # b\r\n  Timeout 60\r\n'],
    ['CRLF, no end, added', '# a\r\n# b', `add:${SITE}:2:Timeout=60`, '# a\r\n# b\r\nTimeout 60'],
    [
      'other bytes',
      '# \xff\x80 \\n %s $(x) `y`\nTimeout 300\n',
      `set:${SITE}:2:Timeout=60`,
      '# \xff\x80 \\n %s $(x) `y`\nTimeout 60\n',
    ],
    [
      'the name of 2.2',
      'MaxRequestsPerChild 9\n',
      `set:${SITE}:1:MaxConnectionsPerChild=500`,
      'MaxRequestsPerChild 500\n',
    ],
    [
      'a value with a space',
      '# a\n',
      `add:${SITE}:1:RequestReadTimeout=header=20%20body=20`,
      '# a\nRequestReadTimeout header=20 body=20\n',
    ],
  ];

  it.each(texts)('keeps the rest byte for byte: %s', async (_, before, op, after) => {
    await host.ok(`base64 -d >${SITE} <<<${Buffer.from(before, 'latin1').toString('base64')}; chmod 640 ${SITE}`);
    const was = await snapshot();
    const id = await apply(op);
    expect(await bytesOf(SITE)).toBe(after);
    expect((await host.ok(`stat -c '%u %g %a' ${SITE}`)).trim()).toBe('0 0 640');
    expect(await editor('restore', id)).toMatchObject({ exit: 0, output: `restored ${id}\n` });
    expect(await bytesOf(SITE)).toBe(before);
    expect(await snapshot()).toBe(was);
    await host.ok(`rm ${SITE}`);
  });

  it('shows a unified difference, and every line number is one of the file as it is', async () => {
    const { diff } = await preview(
      `add:${MPM}:8:ServerLimit=20`,
      `add:${MPM}:8:ListenBackLog=600`,
      `set:${MPM}:13:maxrequestworkers=300`,
    );
    expect(diff).toContain(`--- a${MPM}\n+++ b${MPM}\n@@ `);
    expect(diff.split('\n').filter((line) => /^[-+][^-+]/.test(line))).toEqual([
      '+ServerLimit 20',
      '+ListenBackLog 600',
      '-MaxRequestWorkers       150',
      '+MaxRequestWorkers       300',
    ]);
  });

  it('shows nothing around a line of a file that not everybody may read', async () => {
    await host.write(SITE, '# secret before\nTimeout 300\n# secret behind\n');
    await host.ok(`chmod 600 ${SITE}`);
    const { diff } = await preview(`set:${SITE}:2:Timeout=60`);
    expect(diff).toContain('+Timeout 60');
    expect(diff).not.toContain('secret');
    await host.ok(`rm ${SITE}`);
  });

  it('keeps owner, mode, group and extended attributes', async () => {
    await host.ok(`chgrp adm ${MPM} && chmod 604 ${MPM}; setfattr -n user.kept -v yes ${MPM} 2>/dev/null || true`);
    const attributes = `stat -c '%U %G %a' ${MPM}; getfattr -d ${MPM} 2>/dev/null || true`;
    const before = await host.ok(attributes);
    const id = await apply(`set:${MPM}:13:MaxRequestWorkers=125`);
    expect(await host.ok(attributes)).toBe(before);
    await editor('restore', id);
    expect(await host.ok(attributes)).toBe(before);
    await host.ok(`chgrp root ${MPM} && chmod 644 ${MPM}`);
  });

  it('is done once: the same again changes nothing, another under the same id is refused', async () => {
    const ops = [`set:${MPM}:13:MaxRequestWorkers=125`];
    const { result } = await preview(...ops);
    const id = newId();
    for (const _ of [1, 2]) {
      expect(await editor('apply', id, result, ...ops)).toEqual({ exit: 0, output: `applied ${id}\n` });
    }
    expect(await preview(...ops)).toMatchObject({ diff: '' });
    expect(await editor('apply', id, '0'.repeat(64), ...ops)).toMatchObject({ exit: 64 });
    expect(await editor('restore', id)).toEqual({ exit: 0, output: `restored ${id}\n` });
    expect(await editor('restore', id)).toEqual({ exit: 0, output: `restored ${id}\n` });
    expect(await editor('apply', id, result, ...ops)).toMatchObject({ exit: 64 });
  });

  it('is refused when the file changed after the preview', async () => {
    const ops = [`set:${MPM}:13:MaxRequestWorkers=125`];
    const { result } = await preview(...ops);
    await host.ok(`sed -i '1s/$/ changed/' ${MPM}`);
    const was = await snapshot();
    const { exit, output } = await editor('apply', newId(), result, ...ops);
    expect([exit, output]).toEqual([65, expect.stringContaining('nothing was changed')]);
    expect(await snapshot()).toBe(was);
    await host.ok(`sed -i '1s/ changed$//' ${MPM}`);
  });

  it('that fails the syntax check is undone at once, with what configtest said', async () => {
    await host.write(SITE, '<Location "/x">\n  Require all granted\n</Location>\n');
    const was = await snapshot();
    const ops = [`add:${SITE}:1:ServerLimit=9`, 'own:Timeout=60', 'module:off:status', 'core-dumps:on'];
    const { result } = await preview(...ops);
    const id = newId();
    const { exit, output } = await editor('apply', id, result, ...ops);
    expect([exit, output]).toEqual([
      66,
      expect.stringMatching(/ServerLimit not allowed in[\s\S]*everything is as before\n$/),
    ]);
    expect(await snapshot()).toBe(was);
    expect((await editor('history')).output.split('\n')[0]).toMatch(new RegExp(`^change ${id} \\S+Z restored add:`));
    await host.ok(`rm ${SITE}`);
  });
});

describe('two at the same time', () => {
  it('come one after the other, and the second sees what the first did', async () => {
    const ops = [`set:${MPM}:13:MaxRequestWorkers=125`];
    const { result } = await preview(...ops);
    const ids = [newId(), newId(), newId()];
    const ends = await Promise.all(ids.map((id) => editor('apply', id, result, ...ops)));
    expect(ends.map(({ exit }) => exit).toSorted((a, b) => a - b)).toEqual([0, 65, 65]);
    const won = ids[ends.findIndex(({ exit }) => exit === 0)] ?? '';
    expect(await editor('restore', won)).toMatchObject({ exit: 0 });
  });
});

describe('taking back', () => {
  it('is refused after somebody else’s edit, and then nothing is changed', async () => {
    const id = await apply(`set:${MPM}:13:MaxRequestWorkers=125`, 'own:Timeout=60');
    await host.ok(`echo '# by hand' >>${MPM}`);
    const was = await snapshot();
    const { exit, output } = await editor('restore', id);
    expect([exit, output]).toEqual([67, expect.stringContaining(MPM)]);
    expect(await snapshot()).toBe(was);
    await host.ok(`sed -i '$d' ${MPM}`);
    expect(await editor('restore', id)).toMatchObject({ exit: 0 });
  });

  it('warns when configtest fails afterwards', async () => {
    const id = await apply('own:Timeout=60');
    await host.write(SITE, 'Nonsense\n');
    expect(await editor('restore', id)).toMatchObject({
      exit: 0,
      output: expect.stringMatching(/^restored \S+\nwarning: configtest fails now/),
    });
    await host.ok(`rm ${SITE}`);
  });

  it('fixes a change that was killed at any moment, and is fixed itself when killed', async () => {
    await host.write('/usr/sbin/sync', HOLDING_SYNC);
    await host.ok('chmod 755 /usr/sbin/sync');
    const ops = [`set:${MPM}:13:MaxRequestWorkers=125`, 'own:Timeout=60', 'module:off:status', 'core-dumps:on'];
    const { result } = await preview(...ops);
    const was = await snapshot();
    const killed: string[] = [];
    for (let step = 1; step < 30; step += 1) {
      const id = newId();
      const wasKilled = await killAt(step, 'apply', id, result, ...ops);
      const changed = (await snapshot()) !== was;
      const { exit, output } = await editor('restore', id);
      killed.push(`${step}: ${changed ? 'changed' : 'untouched'}, ${output.trim().split(' ')[0]}`);
      expect(exit === 0 || (!changed && /there is no change/.test(output))).toBe(true);
      expect(await snapshot()).toBe(was);
      if (!wasKilled) break;
    }
    expect(killed.length).toBeGreaterThanOrEqual(5);
    expect(killed.filter((line) => line.includes('changed, restored')).length).toBeGreaterThanOrEqual(3);
    for (let step = 1; step < 30; step += 1) {
      await host.ok('rm -f /run/hold');
      const id = newId();
      await editor('apply', id, result, ...ops);
      const wasKilled = await killAt(step, 'restore', id);
      expect(await editor('restore', id)).toMatchObject({ exit: 0 });
      expect(await snapshot()).toBe(was);
      if (!wasKilled) break;
    }
    await host.ok('rm -f /usr/sbin/sync /run/hold /run/held /run/synced');
  });

  /** Kills the helper, all of it, where it waits for its Nth sync; false when it ended before that. */
  async function killAt(step: number, ...args: string[]): Promise<boolean> {
    const command = [editorPath, ...args].join(' ');
    const { output } = await host.sh(`rm -f /run/held /run/synced; echo ${step} >/run/hold
      setsid ${command} >/dev/null 2>&1 & pid=$!
      while [ ! -e /run/held ] && kill -0 $pid 2>/dev/null; do sleep 0.02; done
      [ -e /run/held ] && echo held; kill -9 -- -$pid 2>/dev/null; wait; rm -f /run/hold`);
    return output.includes('held');
  }
});
