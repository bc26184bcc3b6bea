import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { describe, it } from 'vitest';
import type { PracticeHosts } from '../../src/workbench/practice/hosts.ts';
import { openBench } from '../support/bench.ts';
import { handsOn } from '../support/bench-hands.ts';

/** An inventory entry for web-01 under another name, with something wrong. */
function entry(hosts: PracticeHosts, wrong: Readonly<Record<string, unknown>>): string {
  const { port, fingerprint } = hosts.host('web-01');
  const right = { address: '127.0.0.1', port, user: 'oncall', identity: hosts.identity, fingerprints: [fingerprint] };
  return `  - ${JSON.stringify({ ...right, ...wrong })}\n`;
}

function otherKey({ identity }: PracticeHosts): string {
  const path = join(identity, '..', 'other_key');
  writeFileSync(path, ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 }).private, { mode: 0o600 });
  return path;
}

/** Nothing listens on tcpmux of a loopback address. */
const closedPort = 1;

describe.concurrent('a host that cannot be asked', () => {
  it.for([
    ['nothing listens', { name: 'bad-01', port: closedPort }, /No SSH session: nothing listens on bad-01/],
    [
      'the host key is another one',
      { name: 'bad-02', fingerprints: [`SHA256:${'A'.repeat(42)}0`] },
      /No SSH session: bad-02 \S+ shows the key SHA256:\S+ pinned is SHA256:A.*do not accept the key/s,
    ],
    [
      'the key is not accepted',
      { name: 'bad-03', identity: 'other' },
      /No SSH session: bad-03 \S+ accepts none of the keys offered.*authorized_keys/s,
    ],
  ] as const)('has a sentence of its own when %s', async ([, wrong, sentence], { expect, onTestFinished }) => {
    const bench = await openBench({
      hosts: ['web-01'],
      moreHosts: (hosts) => entry(hosts, 'identity' in wrong ? { ...wrong, identity: otherKey(hosts) } : wrong),
    });
    onTestFinished(() => bench.close());
    const thread = await handsOn(bench.workbench).ask('U0ROBIN', `diagnose ${wrong.name}`);
    await thread.rootSays(/^[🔴⚪]/u);
    const told = thread.replies().join('\n');
    expect(told).toMatch(sentence);
    expect(told).not.toMatch(/nothing wrong found|healthy/);
    expect(told).not.toMatch(/\bat .*\.[jt]s:\d+/);
  });
});
