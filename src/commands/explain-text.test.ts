import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pastedText } from '../slack/pasted-text.ts';
import { renderExplained } from '../slack/render/explained.ts';
import { checkMessage } from '../slack/render/schema.ts';
import { explainText } from './explain-text.ts';

const saturated =
  '[Sat Nov 21 10:00:00.123456 2026] [mpm_event:error] [pid 12:tid 1] AH00484: server reached MaxRequestWorkers setting, consider raising the MaxRequestWorkers setting';
const killed =
  '[ 1234.567890] Out of memory: Killed process 4711 (apache2) total-vm:1043248kB, anon-rss:498112kB, file-rss:0kB, shmem-rss:0kB, UID:33 pgtables:100kB oom_score_adj:0';
const refused = [
  'AH00526: Syntax error on line 3 of /etc/apache2/sites-enabled/a.conf:',
  "Invalid command 'Foo', perhaps misspelled or defined by a module not included in the server configuration",
  "Action 'configtest' failed.",
].join('\n');
const listening = [
  'State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process',
  'LISTEN 0      511    0.0.0.0:80        0.0.0.0:*         users:(("nginx",pid=12,fd=6))',
].join('\n');

describe('text of an unknown kind', () => {
  it.each([
    ['an error log', saturated, 'max-request-workers', 'error_log'],
    ['kernel messages', killed, 'oom-kill', 'kernel'],
    ['a configuration test', refused, 'config-unknown-directive', 'error_log'],
    ['a list of sockets', listening, 'port-held-by-other', 'ss'],
  ])('is explained: %s', (_what, text, id, kind) => {
    const explained = explainText(text);

    expect(explained.findings[0]?.id).toBe(id);
    expect(explained.kinds[0]).toBe(kind);
    expect(checkMessage(renderExplained(explained))).toEqual([]);
  });

  it('is explained when several kinds stand together', () => {
    expect(
      explainText(`${killed}\n${saturated}`)
        .findings.map(({ id }) => id)
        .sort(),
    ).toEqual(['max-request-workers', 'oom-kill']);
  });

  it('is read behind the marks that Slack puts into it', () => {
    const marked = `\`\`\`\n${saturated.replace('AH00484', '<http://AH00484|AH00484>')}\n\`\`\``;

    expect(explainText(pastedText(marked)).findings[0]?.id).toBe('max-request-workers');
    expect(pastedText('a &lt;b&gt; &amp;amp; <https://x.example/y>')).toBe('a <b> &amp; https://x.example/y');
  });

  it.each(['can somebody look at web-03? it returns 503', '', '```\n```'])(
    'is nothing when nobody can read it: %j',
    (text) => {
      const explained = explainText(pastedText(text));

      expect(explained).toMatchObject({ kinds: [], findings: [] });
      expect(JSON.stringify(renderExplained(explained))).toContain('cannot read');
    },
  );

  it('always gives a message that Slack takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (noise) => {
        expect(checkMessage(renderExplained(explainText(pastedText(`${noise}\n${saturated}${noise}`))))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});
