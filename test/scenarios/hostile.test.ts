import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import type { Workbench } from '../../src/workbench/server.ts';
import type { Message } from '../../src/workbench/store.ts';
import { type Bench, incidents, openBench } from '../support/bench.ts';
import { handsOn } from '../support/bench-hands.ts';
import { recordedAt } from '../support/practice-clock.ts';

const ESC = '\u001b';
const BEL = '\u0007';
const RLO = '\u202e';
const secrets = [
  'hunter2-is-secret',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzZWNyZXQifQ.c2lnbmF0dXJl',
  'AKIAABCDEFGHIJKLMNOP',
];

/** The time of an error log line, so many seconds after the host was recorded, as its clock has it (UTC). */
function stamp(second: number): string {
  const [day, date, month, year, time] = new Date((recordedAt('web-01') + second) * 1_000).toUTCString().split(/,? /);
  return `[${day} ${month} ${date} ${time}.000000 ${year}]`;
}

const memory = 'Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes) in';

/** What an attacker can get into an error log: every trick in a line that a rule quotes as proof. */
const hostileLines = [
  `${stamp(0)} [php:error] [pid 127:tid 127] [client 10.97.0.1:1] PHP Fatal error:  ${memory} /srv/<!channel>/<@U0ALEX>/${RLO}gpj.php on line 3`,
  `${stamp(1)} [php:error] [pid 127:tid 127] [client 10.97.0.1:2] PHP Fatal error:  ${memory} /srv/\`\`\`/${ESC}[31m${ESC}]8;;http://evil.example${BEL}x.php on line 4`,
  `${stamp(2)} [php:error] [pid 127:tid 127] [client 10.97.0.1:3] PHP Fatal error:  ${memory} /srv/a.php?password=${secrets[0]}&x=1 on line 5, referer: https://u:${secrets[0]}@shop.example/`,
  `${stamp(3)} [core:error] [pid 127:tid 127] Authorization: Bearer ${secrets[1]} key ${secrets[2]}`,
];

const withLines = (lines: readonly string[]) => (recorded: string) =>
  recorded.replace(/^== tail\n/m, () => `== tail\n${lines.join('\n')}\n`);

async function open(lines: readonly string[], onTestFinished: (close: () => Promise<void>) => void): Promise<Bench> {
  const bench = await openBench({
    hosts: [{ name: 'web-66', like: 'web-01', before: { 'error-log': withLines(lines) } }],
  });
  onTestFinished(() => bench.close());
  return bench;
}

/** Everything in the channel: roots and threads. */
function everything({ driver }: Workbench): readonly Message[] {
  return driver.messages(incidents).flatMap(({ ts }) => driver.messages(incidents, ts));
}

/** The strings that Slack would read as markup. */
function markup(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(markup);
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Record<string, unknown>;
  const own = object['type'] === 'mrkdwn' && typeof object['text'] === 'string' ? [object['text']] : [];
  return [...own, ...Object.values(object).flatMap(markup)];
}

describe.concurrent('what a hostile host says', () => {
  it('stays harmless in the thread and in the file', async ({ expect, onTestFinished }) => {
    const bench = await open(hostileLines, onTestFinished);
    const thread = await handsOn(bench.workbench).ask('U0ROBIN', 'logs web-66');
    await thread.rootSays(/^[🔴🟠]/u);
    const { driver } = bench.workbench;
    const [file] = await driver.waitFor(() => {
      const files = driver.files(incidents, thread.ts);
      return files.length > 0 && files;
    });
    const messages = everything(bench.workbench);
    expect(thread.replies().join('\n')).toContain('/srv/<!channel>/');
    for (const message of messages) {
      const read = [message.text, ...markup(message.blocks)];
      expect(read.filter((text) => /<!(?!date\^)|<@(?!U0ROBIN>)|<http|```/.test(text))).toEqual([]);
      expect(JSON.stringify(message.blocks ?? [])).not.toMatch(/"type":"(broadcast|link)"/);
    }
    const all = messages.map((message) => `${message.text}\n${unescaped(message.blocks)}`).join('\n') + file?.content;
    expect(all).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
    expect(file?.content).toContain('\\u{202e}gpj.php');
  });

  it('shows no secret in a message, a file, the log or the record', async ({ expect, onTestFinished }) => {
    const bench = await open(hostileLines, onTestFinished);
    const thread = await handsOn(bench.workbench).ask('U0ROBIN', 'logs web-66');
    await thread.rootSays(/^[🔴🟠]/u);
    const { driver } = bench.workbench;
    await driver.waitFor(() => driver.files(incidents, thread.ts).length > 0);
    await bench.stopBot();
    const said = JSON.stringify([everything(bench.workbench), driver.files(incidents, thread.ts)]);
    const stored = readdirSync(bench.state)
      .filter((name) => name.startsWith('oncall.db'))
      .map((name) => readFileSync(join(bench.state, name), 'latin1'));
    expect(said).toContain('[redacted]');
    expect(stored.join('').length).toBeGreaterThan(1_000);
    for (const secret of [...secrets, bench.workbench.botToken, bench.workbench.appToken]) {
      expect(said).not.toContain(secret);
      expect(bench.logged()).not.toContain(secret);
      expect(stored.join('')).not.toContain(secret);
    }
  });

  it('fits, however long its lines are', async ({ expect, onTestFinished }) => {
    const long = `${stamp(55)} [php:error] [pid 127:tid 127] [client 10.97.0.1:4] PHP Fatal error:  ${memory} /srv/${'A<!channel>'.repeat(190_000)}.php on line 3`;
    const bench = await open([long, ...hostileLines], onTestFinished);
    const thread = await handsOn(bench.workbench).ask('U0ROBIN', 'diagnose web-66');
    await thread.rootSays(/^[^⏳]/u);
    expect(thread.replies()).toHaveLength(1);
    expect(thread.replies().join('')).toMatch(/web-66/);
    const sizes = everything(bench.workbench).map((message) => JSON.stringify(message.blocks).length);
    expect(Math.max(...sizes)).toBeLessThan(40_000);
  });
});

/** Every string in blocks, as it is shown. */
function unescaped(value: unknown): string {
  if (typeof value === 'string') return `${value}\n`;
  if (Array.isArray(value)) return value.map(unescaped).join('');
  return typeof value === 'object' && value !== null ? Object.values(value).map(unescaped).join('') : '';
}
