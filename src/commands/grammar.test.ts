import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestOf } from '../lib/nearest.ts';
import { type Intent, logLevels } from '../model/intent.ts';
import { changeVerbs, readVerbs } from '../model/verbs.ts';
import { readRun, runButton } from '../slack/render/button.ts';
import { formatIntent, type GrammarContext, parseIntent } from './grammar.ts';
import { options } from './option-list.ts';
import { verbNamed, verbs } from './verbs.ts';

const hosts = ['web-01', 'web-03', 'web-13', 'db.example.com', 'status'];
const context = contextOf(hosts);

function contextOf(names: readonly string[], surface: 'chat' | 'terminal' = 'chat'): GrammarContext {
  return { hosts: names, groups: ['web'], nearest: (name) => nearestOf(name, names), surface };
}

function look(verb: (typeof readVerbs)[number], host: string, given: object = {}): Intent {
  return { kind: 'look', verb, host, options: given };
}

describe('what is understood', () => {
  it.each<[string, Intent]>([
    ['diagnose web-03', look('diagnose', 'web-03')],
    ['  DIAGNOSE   Web-03  ', look('diagnose', 'web-03')],
    ['diagnose\u00a0web-03', look('diagnose', 'web-03')],
    ['diag\u200bnose web\u2060-03', look('diagnose', 'web-03')],
    ['diagnose “web-03”', look('diagnose', 'web-03')],
    ["'diagnose' `web-03`", look('diagnose', 'web-03')],
    ['`diagnose web-03`', look('diagnose', 'web-03')],
    ['```/apache diagnose web-03```', look('diagnose', 'web-03')],
    ['*diagnose* _web-03_', look('diagnose', 'web-03')],
    ['diagnose web\u201103', look('diagnose', 'web-03')],
    ['diagnose web-03.', look('diagnose', 'web-03')],
    ['diagnose web-03?!', look('diagnose', 'web-03')],
    ['diagnose, web-03', look('diagnose', 'web-03')],
    ['diagnose https://db.example.com/', look('diagnose', 'db.example.com')],
    ['/apache /apache diagnose web-03', look('diagnose', 'web-03')],
    [' : diagnose web-03', look('diagnose', 'web-03')],
    ['diagnose host=web-03', look('diagnose', 'web-03')],
    ['diagnose --host web-03', look('diagnose', 'web-03')],
    ['--host=web-03 diagnose', look('diagnose', 'web-03')],
    ['verb=ports host:web-03', look('ports', 'web-03')],
    ['web-03 diagnose', look('diagnose', 'web-03')],
    ['web-03 logs --lines 5', look('logs', 'web-03', { lines: 5 })],
    ['status status', look('status', 'status')],
    ['status diagnose', look('diagnose', 'status')],
    ['logs web-03 --lines=50', look('logs', 'web-03', { lines: 50 })],
    ['logs —lines 50 web-03', look('logs', 'web-03', { lines: 50 })],
    ['logs web-03 –lines=50', look('logs', 'web-03', { lines: 50 })],
    ['logs web-03 -n 50', look('logs', 'web-03', { lines: 50 })],
    ['logs web-03 lines=50 since=2H', look('logs', 'web-03', { lines: 50, sinceSeconds: 7_200 })],
    ['oom web-03 --since “15m”', look('oom', 'web-03', { sinceSeconds: 900 })],
    ['oom web-03 --since 15min', look('oom', 'web-03', { sinceSeconds: 900 })],
    ['oom web-03 --since 1d', look('oom', 'web-03', { sinceSeconds: 86_400 })],
    ['ｄｉａｇｎｏｓｅ web-03', look('diagnose', 'web-03')],
    ['memory web-03', look('memory', 'web-03')],
    ['logs web-03 --level WARNING', look('logs', 'web-03', { level: 'warn' })],
    ['logs web-03 --grep AH01114', look('logs', 'web-03', { grep: 'ah01114' })],
    ['logs web-03 --grep “timed  out: .*” --lines 5', look('logs', 'web-03', { grep: 'timed out: .*', lines: 5 })],
    ['logs --grep=\'a "b" -x\' web-03', look('logs', 'web-03', { grep: 'a "b" -x' })],
    ['logs web-03 --follow 60s', look('logs', 'web-03', { followSeconds: 60 })],
    ['watch web-03', { kind: 'watch', host: 'web-03', seconds: 300 }],
    ['watch web-03 --for 10m', { kind: 'watch', host: 'web-03', seconds: 600 }],
    ['compare web-03 web-01', { kind: 'compare', hosts: ['web-03', 'web-01'] }],
    ['compare web-03 group:web', { kind: 'compare', hosts: ['web-03'], group: 'web' }],
    ['compare group:WEB', { kind: 'compare', hosts: [], group: 'web' }],
    ['reload web-03', { kind: 'change', verb: 'reload', host: 'web-03', options: {} }],
    ['hosts', { kind: 'hosts' }],
    ['Hosts.', { kind: 'hosts' }],
    ['', { kind: 'help' }],
    ['/apache', { kind: 'help' }],
    ['help', { kind: 'help' }],
    ['--help', { kind: 'help' }],
    ['help reload', { kind: 'help', verb: 'reload' }],
    ['reload --help', { kind: 'help', verb: 'reload' }],
    ['reload web-03 -h', { kind: 'help', verb: 'reload' }],
  ])('%j', (text, intent) => {
    expect(parseIntent(text, context)).toEqual(intent);
  });

  it('takes --json in a terminal', () => {
    const parse = (text: string) => parseIntent(text, contextOf(hosts, 'terminal'));

    expect(parse('ports web-03 --json')).toEqual(look('ports', 'web-03', { json: true }));
    expect(parse('compare group:web --json')).toEqual({ kind: 'compare', hosts: [], group: 'web', json: true });
    expect(parse('watch web-03 --json --png "/tmp/Web 03.png"')).toEqual({
      kind: 'watch',
      host: 'web-03',
      seconds: 300,
      json: true,
      png: '/tmp/Web 03.png',
    });
  });
});

describe('what is not understood', () => {
  it.each<[string, string, boolean, RegExp]>([
    ['diagnos web-03', 'diagnose web-03', true, /no command “diagnos”/],
    ['daignose web-03', 'diagnose web-03', true, /no command/],
    ['bounce web-03', 'restart web-03', false, /no command “bounce”/],
    ['relaod web-3', 'reload web-03', false, /no command “relaod”.*no host “web-3”/],
    ['tail web-03 -n 20', 'logs web-03 --lines 20', true, /no command “tail”/],
    ['web-03 graceful', 'reload web-03', false, /no command “graceful”/],
    ['diagnose web-3', 'diagnose web-03', true, /no host “web-3”.*web-13/],
    ['diagnose mail', 'hosts', true, /no host “mail”/],
    ['diagnose', 'help diagnose', true, /Which host/],
    ['reload', 'help reload', true, /Which host/],
    ['web-03', 'diagnose web-03', true, /What about web-03/],
    ['diagnose web-03 web-01', 'diagnose web-03', true, /what to do with “web-01”/],
    ['logs web-03 --line 50', 'logs web-03 --lines 50', true, /no option “--line”/],
    ['logs web-03 --lines', 'logs web-03', true, /takes a number/],
    ['logs web-03 --lines many', 'logs web-03', true, /takes a number/],
    ['logs web-03 --lines 9999', 'logs web-03 --lines 2000', true, /1 to 2000/],
    ['logs web-03 --since 15', 'logs web-03 --since 15m', true, /such as `15m`/],
    ['logs web-03 --since 90d', 'logs web-03 --since 30d', true, /30 days/],
    ['logs web-03 --grep', 'logs web-03', true, /--grep/],
    ['logs web-03 --level loud', 'logs web-03', true, /takes one of/],
    ['logs web-03 --follow 20m', 'logs web-03 --follow 5m', true, /5 minutes/],
    ['watch web-03 --for 3h', 'watch web-03 --for 30m', true, /30 minutes/],
    ['watch web-03 --lines 3', 'watch web-03 --for 5m', true, /takes `--for` only/],
    ['compare web-03', 'help compare', true, /two hosts/],
    ['compare web-03 web-3', 'compare web-03 web-13', true, /no host/],
    ['compare web-03 group:db', 'help compare', true, /no group/],
    ['ports web-03 --lines 5', 'ports web-03', true, /takes no options/],
    ['reload web-03 --since 5m', 'reload web-03', false, /takes `--dry-run` and `--break-glass` only/],
    ['diagnose group:web', 'compare group:web', true, /looks at one host/],
    ['watch web-03 --png a.png', 'watch web-03 --for 5m', true, /terminal only/],
    ['ports web-03 --json', 'ports web-03', true, /terminal only/],
    ['ls', 'hosts', true, /no command “ls”/],
    ['hosts all', 'hosts', true, /“all”/],
    ['help relod', 'help reload', true, /to explain/],
    ['xyzzy plugh', 'help', true, /no command “xyzzy”/],
    ['<!everyone> web-03', 'help', true, /no command/],
  ])('%j leads to %j', (text, suggestion, readOnly, problem) => {
    const answer = parseIntent(text, context);

    expect(answer).toMatchObject({ kind: 'misunderstood', suggestion: { text: suggestion, readOnly } });
    expect(answer).toHaveProperty('problem', expect.stringMatching(problem));
  });

  it('still asks for the host when there is only one, and suggests it', () => {
    expect(parseIntent('reload', contextOf(['web-03']))).toMatchObject({
      kind: 'misunderstood',
      suggestion: { text: 'reload web-03', readOnly: false },
    });
  });
});

/** Text as a command line keeps it. */
function plainText(text: string): string {
  return text.replace(/ +/g, ' ').trim();
}

const verbName = fc.constantFrom(...readVerbs);
const host = fc.constantFrom(...hosts);
const seconds = fc.integer({ min: 1, max: 30 * 86_400 });
const anyIntent: fc.Arbitrary<Intent> = fc.oneof(
  fc
    .record({
      verb: verbName,
      host,
      lines: fc.option(fc.integer({ min: 1, max: 2_000 })),
      since: fc.option(seconds),
      grep: fc.option(
        fc.string({
          unit: fc.constantFrom('a', 'b', 'z', '0', ' ', '.', '*', '-', '_', '[', ')', '"'),
          minLength: 1,
          maxLength: 30,
        }),
      ),
      level: fc.option(fc.constantFrom(...logLevels)),
      follow: fc.option(fc.integer({ min: 10, max: 300 })),
    })
    .map(({ verb, host: name, lines, since, grep, level, follow }): Intent => {
      const takes = verbNamed(verb)?.options ?? [];
      return look(verb, name, {
        ...(lines !== null && takes.includes('lines') ? { lines } : {}),
        ...(since !== null && takes.includes('since') ? { sinceSeconds: since } : {}),
        ...(grep !== null && plainText(grep) !== '' && takes.includes('grep') ? { grep: plainText(grep) } : {}),
        ...(level !== null && takes.includes('level') ? { level } : {}),
        ...(follow !== null && takes.includes('follow') ? { followSeconds: follow } : {}),
      });
    }),
  fc.record({ kind: fc.constant('watch' as const), host, seconds: fc.integer({ min: 30, max: 1_800 }) }),
  fc
    .uniqueArray(host, { minLength: 2 })
    .chain((names) =>
      fc.constantFrom<Intent>({ kind: 'compare', hosts: names }, { kind: 'compare', hosts: names, group: 'web' }),
    ),
  fc.constant<Intent>({ kind: 'hosts' }),
  fc.constantFrom(...verbs.map(({ name }) => name)).map((verb): Intent => ({ kind: 'help', verb })),
);

const pieces = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    ...verbs.flatMap(({ name, alsoTried }) => [name, ...alsoTried]),
    ...hosts,
    ...options.map(({ usage }) => usage),
    'host=',
    '--',
    '—',
    '<http://',
    '|',
    '>',
    '<@U1>',
    '`',
    '\u202e',
    '\u0000',
    '/apache',
    '--lines=',
    '__proto__',
    'constructor',
  ),
);

describe('every line', () => {
  it('parses back from the text of its intent', () => {
    fc.assert(
      fc.property(anyIntent, (intent) => {
        expect(parseIntent(formatIntent(intent), context)).toEqual(intent);
      }),
    );
  });

  it('comes back from a button', () => {
    fc.assert(
      fc.property(anyIntent, (intent) => {
        const [button] = runButton(intent, { label: 'Run' });
        expect(readRun(button?.value)).toEqual({ intent, takesRoot: false });
      }),
    );
  });

  it('gives an intent on known hosts only, or a suggestion that parses, in short clean words', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), fc.constantFrom(' ', '', '\u00a0'), (parts, joint) => {
        const answer = parseIntent(parts.join(joint), context);

        if (answer.kind === 'misunderstood') {
          const meant = parseIntent(answer.suggestion?.text ?? 'xyzzy', context);
          expect(meant.kind).not.toBe('misunderstood');
          expect(answer.suggestion?.readOnly).toBe(!['change', 'rollout', 'freeze', 'unfreeze'].includes(meant.kind));
          expect(answer.problem).not.toMatch(/[\p{Cc}\p{Cf}]/u);
          expect(answer.problem.length).toBeLessThan(900);
        } else if (answer.kind === 'look' || answer.kind === 'change' || answer.kind === 'why')
          expect(hosts).toContain(answer.host);
      }),
      { numRuns: 2_000 },
    );
  });

  it('considers its first thousand characters only', () => {
    expect(parseIntent(`diagnose web-03${' '.repeat(985)}web-01`, context)).toEqual(look('diagnose', 'web-03'));
    expect(parseIntent('diagnose '.repeat(100_000), context).kind).toBe('misunderstood');
  });
});

describe('the table of verbs', () => {
  it('has every verb of the model, of its kind', () => {
    const ofKind = (kind: string) => verbs.filter((verb) => verb.kind === kind).map(({ name }) => name);

    expect(ofKind('look')).toEqual([...readVerbs, 'watch', 'compare']);
    expect(ofKind('change')).toEqual([...changeVerbs]);
    expect(ofKind('info')).toEqual(['why', 'freeze', 'unfreeze', 'export', 'hosts', 'help']);
  });
});
