import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestOf } from '../lib/nearest.ts';
import { ChangeOptions } from '../model/change-options.ts';
import { directiveSettings, mpmNames } from '../model/directives.ts';
import { type Intent, optionLimits } from '../model/intent.ts';
import { changeVerbs } from '../model/verbs.ts';
import { changeDefinition } from '../runbooks/changes.ts';
import { readRun, runButton } from '../slack/render/button.ts';
import { checkMessage } from '../slack/render/schema.ts';
import { renderHelp, renderVerbHelp } from '../slack/render/usage.ts';
import { formatIntent, type GrammarContext, parseIntent } from './grammar.ts';
import { options as everyOption } from './option-list.ts';
import { verbs } from './verbs.ts';

const hosts = ['web-01', 'web-03', 'web-13', 'db.example.com', 'status'];
const context: GrammarContext = { hosts, groups: ['web', 'canary'], nearest: (name) => nearestOf(name, hosts) };
const terminal: GrammarContext = { ...context, surface: 'terminal' };

type Change = Extract<Intent, { kind: 'change' }>;

function change(verb: Change['verb'], given: Partial<Change> = {}): Intent {
  return { kind: 'change', verb, host: 'web-03', options: {}, ...given };
}

function set(verb: 'tune' | 'harden', settings: Readonly<Record<string, string>>): Intent {
  return change(verb, { options: { settings } });
}

const READ_TIMEOUT = 'header=20-40,MinRate=500 body=20,MinRate=500';

describe('a change is understood', () => {
  it.each<[string, Intent]>([
    ['restart web-03', change('restart')],
    ['web-03 restart', change('restart')],
    ['restart host=web-03', change('restart')],
    ['RESTART Web-03 --DRY-RUN', change('restart', { dryRun: true })],
    ['restart —dry_run web-03', change('restart', { dryRun: true })],
    ['reset-failed web-03', change('reset-failed')],
    ['reload group:web', { kind: 'rollout', verb: 'reload', group: 'web', options: {} }],
    ['group:WEB reload', { kind: 'rollout', verb: 'reload', group: 'web', options: {} }],
    ['reload --group web --dry-run', { kind: 'rollout', verb: 'reload', group: 'web', options: {}, dryRun: true }],
    ['mpm-settings web-03', { kind: 'look', verb: 'mpm-settings', host: 'web-03', options: {} }],
    ['mpm web-03 event', change('mpm', { options: { mpm: 'event' } })],
    ['core-dumps web-03 on', change('core-dumps', { options: { coreDumps: 'on' } })],
    ['core-dumps off web-03', change('core-dumps', { options: { coreDumps: 'off' } })],
    ['disable-module web-03 mod_status', change('disable-module', { options: { module: 'status' } })],
    ['disable-module web-03 php7_module', change('disable-module', { options: { module: 'php7' } })],
    ['disable-module web-03 status', change('disable-module', { options: { module: 'status' } })],
    ['release-port web-03 80', change('release-port', { options: { port: 80 } })],
    ['release-port 443 web-03', change('release-port', { options: { port: 443 } })],
    ['rollback web-03', change('rollback')],
    ['rollback web-03 9F86d081884c7d65', change('rollback', { options: { change: '9f86d081884c7d65' } })],
    ['tune web-03', change('tune')],
    ['tune web-03 MaxRequestWorkers=400', set('tune', { MaxRequestWorkers: '400' })],
    ['tune maxclients=400 web-03', set('tune', { MaxRequestWorkers: '400' })],
    ['tune web-03 keepalive=off Timeout=30', set('tune', { KeepAlive: 'Off', Timeout: '30' })],
    ['harden web-03 servertokens=PROD', set('harden', { ServerTokens: 'Prod' })],
    [`harden web-03 RequestReadTimeout=“${READ_TIMEOUT}”`, set('harden', { RequestReadTimeout: READ_TIMEOUT })],
    [`harden web-03 requestreadtimeout=${READ_TIMEOUT}`, set('harden', { RequestReadTimeout: READ_TIMEOUT })],
    ['restart web-03 --break-glass "Site is down"', change('restart', { breakGlass: 'Site is down' })],
    ['restart --break-glass=“It’s down” web-03', change('restart', { breakGlass: "It's down" })],
    ['restart web-03 --break-glass outage --dry-run', change('restart', { dryRun: true, breakGlass: 'outage' })],
    ['why web-03 restart', { kind: 'why', host: 'web-03', verb: 'restart' }],
    ['why restart web-03', { kind: 'why', host: 'web-03', verb: 'restart' }],
    ['why web-03 mpm', { kind: 'why', host: 'web-03', verb: 'mpm' }],
    ['freeze', { kind: 'freeze' }],
    ['freeze “Release day: no changes”', { kind: 'freeze', reason: 'Release day: no changes' }],
    ['  freeze Release day', { kind: 'freeze', reason: 'Release day' }],
    ['freeze "until -x is fixed"', { kind: 'freeze', reason: 'until -x is fixed' }],
    ['unfreeze', { kind: 'unfreeze' }],
    ['export change-0B5E7A52-6f0e', { kind: 'export', run: 'change-0b5e7a52-6f0e' }],
  ])('%j', (text, intent) => {
    expect(parseIntent(text, context)).toEqual(intent);
  });

  it('takes --json in a terminal', () => {
    expect(parseIntent('restart web-03 --dry-run --json', terminal)).toEqual(
      change('restart', { dryRun: true, json: true }),
    );
  });
});

describe('a change is not understood', () => {
  it.each<[string, string, boolean, RegExp]>([
    ['restart', 'help restart', true, /Which host\? `restart`/],
    ['restart mail', 'hosts', true, /no host “mail”/],
    ['restart web-3', 'restart web-03', false, /no host “web-3”/],
    ['restart web', 'restart group:web', false, /“web” is a group/],
    ['restart group:wep', 'restart group:web', false, /no group “wep”/],
    ['restart web-03 web-01', 'restart web-03', false, /what to do with “web-01”/],
    ['restart web-03 --dryrun', 'restart web-03 --dry-run', false, /no option “--dryrun”/],
    ['restart --force web-03', 'restart web-03', false, /Nothing is forced/],
    ['restart web-03 --break-glass', 'restart web-03', false, /takes the reason in quotes, from 3 to 200/],
    ['restart web-03 --break-glass ab', 'restart web-03', false, /from 3 to 200/],
    ['restart web-03 --break-glass site is down', 'restart web-03 --break-glass "site"', false, /in quotes/],
    ['diagnose web-03 --dry-run', 'diagnose web-03', true, /not `--dry-run`/],
    ['mpm web-03', 'mpm-settings web-03', true, /Which MPM/],
    ['mpm web-03 --dry-run', 'mpm-settings web-03', true, /Which MPM/],
    ['mpm mpm_prefork_module web-03', 'mpm web-03 prefork', false, /no MPM “mpm_prefork_module”/],
    ['mpm web-03 evnt', 'mpm web-03 event', false, /no MPM “evnt”/],
    ['mpm web-03 itk', 'mpm-settings web-03', true, /no MPM “itk”/],
    ['mpm group:web', 'help mpm', true, /Which MPM/],
    ['core-dumps web-03', 'core-dumps web-03 on', false, /takes `on` or `off`/],
    ['core-dumps web-03 disable', 'core-dumps web-03 off', false, /not “disable”/],
    ['disable-module web-03', 'help disable-module', true, /Which module/],
    ['disable-module web-03 ../x', 'help disable-module', true, /not the name of a module/],
    ['release-port web-03', 'ports web-03', true, /from 1 to 65535/],
    ['release-port web-03 70000', 'ports web-03', true, /from 1 to 65535/],
    ['release-port web-03 80/tcp', 'release-port web-03 80', false, /from 1 to 65535/],
    ['rollback web-03 yesterday', 'rollback web-03', false, /not the id of a change/],
    ['rollback group:web 9f86d081884c7d65', 'rollback group:web', false, /belongs to one host/],
    ['tune web-03 MaxRequestWorker=400', 'tune web-03 MaxRequestWorkers=400', false, /no directive “MaxRequestWorker”/],
    ['tune web-03 MaxRequestWorkers=many', 'tune web-03', false, /takes a whole number from 1/],
    ['tune web-03 MaxRequestWorkers 400', 'tune web-03 MaxRequestWorkers=400', false, /as `Directive=Value`/],
    ['tune web-03 LoadModule=x', 'tune web-03', false, /changes no directive “LoadModule”.*help tune/],
    ['tune web-03 Timeout=5 Timeout=6', 'tune web-03 Timeout=5', false, /`Timeout` is there twice/],
    ['tune web-03 fast', 'tune web-03', false, /write `Directive=Value`/],
    ['set web-03 Timeout=5', 'tune web-03 Timeout=5', false, /no command “set”/],
    ['why', 'help why', true, /needs a host and a verb/],
    ['why web-03', 'diagnose web-03', true, /found by `diagnose`/],
    ['why web-03 logs', 'logs web-03', true, /only reads/],
    ['why web-03 mpm-settings', 'mpm-settings web-03', true, /only reads/],
    ['why web-03 bounce', 'why web-03 restart', true, /not a verb that changes/],
    ['why web-3 restart', 'why web-03 restart', true, /no host “web-3”/],
    ['freeze web-03', 'freeze', false, /all hosts.*“web-03”/],
    ['freeze ab', 'freeze', false, /from 3 to 200/],
    ['unfreeze now', 'unfreeze', false, /“now”/],
    ['thaw', 'unfreeze', false, /no command “thaw”/],
    ['export', 'help export', true, /id of a run/],
  ])('%j leads to %j', (text, suggestion, readOnly, problem) => {
    const answer = parseIntent(text, context);

    expect(answer).toMatchObject({ kind: 'misunderstood', suggestion: { text: suggestion, readOnly } });
    expect(answer).toHaveProperty('problem', expect.stringMatching(problem));
  });

  it('takes twelve directives at most', () => {
    const words = Object.entries(directiveSettings)
      .filter(([, { accepts }]) => accepts.kind === 'number')
      .map(([name, { accepts }]) => `${name}=${accepts.kind === 'number' ? accepts.min : ''}`);
    const parse = (count: number) => parseIntent(`tune web-03 ${words.slice(0, count).join(' ')}`, context);

    expect(parse(12).kind).toBe('change');
    expect(parse(13)).toHaveProperty('problem', expect.stringMatching(/12 directives at most/));
  });
});

describe('what is never done', () => {
  it.each<[string, string, RegExp]>([
    ['kill web-03', 'stop web-03', /never killed/],
    ['kill -9 web-03', 'stop web-03', /never killed/],
    ['pkill apache2', 'help stop', /never killed/],
    ['restart -9 web-03', 'stop web-03', /never killed/],
    ['killall httpd web-03', 'stop web-03', /never killed/],
    ['kill -USR1 web-03', 'reload web-03', /raw SIGUSR1/],
    ['sigusr1 group:web', 'reload group:web', /raw SIGUSR1/],
    ['sighup web-03', 'reload web-03', /SIGHUP/],
    ['reboot web-03', 'diagnose web-03', /never rebooted/],
    ['ipcrm web-03', 'clear-semaphores web-03', /AH00144/],
    ['core-dumps web-03 /tmp/cores', 'core-dumps web-03 on', /everybody’s/],
  ])('%j is refused with the reason', (text, suggestion, problem) => {
    const answer = parseIntent(text, context);

    expect(answer).toMatchObject({ kind: 'misunderstood', suggestion: { text: suggestion } });
    expect(answer).toHaveProperty('problem', expect.stringMatching(problem));
  });
});

const settingWords: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(directiveSettings).map(([name, { accepts }]) => [
    name,
    accepts.kind === 'number'
      ? String(accepts.max)
      : accepts.kind === 'word'
        ? (accepts.words[0] ?? '')
        : accepts.example,
  ]),
);

const settings = fc
  .uniqueArray(fc.constantFrom(...Object.keys(settingWords)), { minLength: 1, maxLength: optionLimits.settings.most })
  .map((names) => ({ settings: Object.fromEntries(names.map((name) => [name, settingWords[name] ?? ''])) }));

const given: Partial<Record<Change['verb'], fc.Arbitrary<ChangeOptions>>> = {
  tune: fc.oneof(fc.constant({}), settings),
  harden: fc.oneof(fc.constant({}), settings),
  mpm: fc.record({ mpm: fc.constantFrom(...mpmNames) }),
  'core-dumps': fc.record({ coreDumps: fc.constantFrom('on' as const, 'off' as const) }),
  'disable-module': fc.record({ module: fc.stringMatching(/^[a-km-z][a-km-z0-9]{0,20}$/) }),
  'release-port': fc.record({ port: fc.integer({ min: 1, max: 65_535 }) }),
  rollback: fc.oneof(fc.constant({}), fc.record({ change: fc.stringMatching(/^[0-9a-f]{16}$/) })),
};

/** What a change is asked for by its own examples. */
function exampleOptions(verb: Change['verb']): fc.Arbitrary<ChangeOptions> {
  const examples = changeDefinition(verb).examples.map((example) => parseIntent(example, context));
  return fc.constantFrom(
    ...examples.map((intent) => ('options' in intent && intent.kind === 'change' ? intent.options : {})),
  );
}

const reason = fc
  .string({ unit: fc.constantFrom('a', 'B', '0', ' ', '.', ',', ':', "'", '-', '!', '(', ')', '/'), maxLength: 250 })
  .map((text) => text.replace(/ +/g, ' ').trim().slice(0, 200).trim())
  .filter((text) => text.length >= 3);

const anyChange: fc.Arbitrary<Intent> = fc
  .record({
    verb: fc.constantFrom(...changeVerbs),
    host: fc.constantFrom(...hosts),
    group: fc.option(fc.constantFrom('web', 'canary')),
    dryRun: fc.boolean(),
    breakGlass: fc.option(reason),
  })
  .chain(({ verb, host, group, dryRun, breakGlass }) =>
    (given[verb] ?? exampleOptions(verb)).map((options): Intent => {
      const terms = {
        options,
        ...(dryRun ? { dryRun: true as const } : {}),
        ...(breakGlass === null ? {} : { breakGlass }),
      };
      return group === null || options['change'] !== undefined
        ? { kind: 'change', verb, host, ...terms }
        : { kind: 'rollout', verb, group, ...terms };
    }),
  );

const anyIntent: fc.Arbitrary<Intent> = fc.oneof(
  { weight: 6, arbitrary: anyChange },
  fc.record({
    kind: fc.constant('why' as const),
    host: fc.constantFrom(...hosts),
    verb: fc.constantFrom(...changeVerbs),
  }),
  reason.map((text): Intent => ({ kind: 'freeze', reason: text })),
  fc.constantFrom<Intent>({ kind: 'freeze' }, { kind: 'unfreeze' }),
  fc.stringMatching(/^(?:change|look|plan)-[0-9a-f]{8}-[0-9a-f]{4}$/).map((run): Intent => ({ kind: 'export', run })),
);

describe('every change', () => {
  it('parses back from the text of its intent, within the length of a command', () => {
    fc.assert(
      fc.property(anyIntent, (intent) => {
        const text = formatIntent(intent);
        if (text.length <= 1_000) expect(parseIntent(text, context)).toEqual(intent);
      }),
      { numRuns: 1_000 },
    );
  });

  it('comes back from its button', () => {
    fc.assert(
      fc.property(anyIntent, (intent) => {
        const [button] = runButton(intent, { label: 'Run' });
        expect(readRun(button?.value)).toEqual({ intent, takesRoot: false });
      }),
    );
  });

  it('has options that the model and its own schema accept', () => {
    fc.assert(
      fc.property(anyChange, (intent) => {
        const parsed = parseIntent(formatIntent(intent), context);
        if (parsed.kind !== 'change') return;
        expect(ChangeOptions.safeParse(parsed.options).success).toBe(true);
        expect(changeDefinition(parsed.verb).check(parsed.options)).toEqual(parsed.options);
      }),
    );
  });
});

describe('help', () => {
  it('fits into one message with every verb refused', () => {
    const refused = 'nobody is configured to approve changes of this kind on any host of the inventory';
    const message = renderHelp(verbs.map((verb) => ({ verb, refused: verb.kind === 'change' ? refused : null })));

    expect(checkMessage(message)).toEqual([]);
  });

  it.each(verbs)('fits into one message for $name', (verb) => {
    expect(checkMessage(renderVerbHelp({ verb, refused: 'no', options: everyOption }))).toEqual([]);
  });
});
