import { describe, expect, it } from 'vitest';
import { type Alterations, offeredPlan, practiceLook, refusalOf } from '../../../test/support/practice-look.ts';
import { defined } from '../../lib/defined.ts';
import type { ChangeOptions } from '../../model/change-options.ts';
import type { Look, Planned, Previewed } from '../../model/change-runbook.ts';
import type { Plan } from '../../model/plan.ts';
import type { ChangeVerb } from '../../model/verbs.ts';
import { changeDefinition } from '../changes.ts';
import { uptakeOf } from './edits/edit-uptake.ts';

const changeId = '0123456789abcdef';
const result = 'a'.repeat(64);
const diff = '--- a/etc/apache2/x.conf\n+++ b/etc/apache2/x.conf\n@@ -1 +1 @@\n-a\n+b\n';
const previewed: Previewed = { answered: true, exit: 0, text: `${diff}result ${result}\n` };

function planned(verb: ChangeVerb, look: Look, options: ChangeOptions = {}, answer: Previewed = previewed): Planned {
  const runbook = changeDefinition(verb);
  const wanted = runbook.preview?.({ look, options, changeId });
  return runbook.plan({
    look,
    options,
    changeId,
    ...defined({ previewed: wanted === undefined ? undefined : answer }),
  });
}

function edits(plan: Plan): readonly string[] {
  return plan.steps[0]?.command.argv.slice(4) ?? [];
}

function refusal(verb: ChangeVerb, look: Look, options: ChangeOptions = {}, answer?: Previewed): string {
  return refusalOf(planned(verb, look, options, answer));
}

function checksOf(found: Planned): string {
  return found.offered ? found.checks.map(({ name, detail }) => `${name}: ${detail}`).join('\n') : '';
}

/** A day of traffic on the recorded server, with children of this size each. */
function grown(privateKiB: number): Alterations {
  return {
    'status-page': longUp,
    processes: (text) => sized(text, privateKiB),
  };
}

function longUp(text: string): string {
  return text
    .replace(/^ServerUptimeSeconds: .*$/m, 'ServerUptimeSeconds: 86400')
    .replace(/^Uptime: .*$/m, 'Uptime: 86400')
    .replace(/^Total Accesses: .*$/m, 'Total Accesses: 500000');
}

function sized(text: string, kib: number): string {
  return text.replace(
    / uid 33 (.*) pss \d+ private \d+ /g,
    (_all, rest: string) => ` uid 33 ${rest} pss ${kib} private ${kib} `,
  );
}

describe('every change of the configuration', () => {
  const look = practiceLook('web-01');
  const options: ChangeOptions = { settings: { MaxRequestWorkers: '200' } };

  it('is one edit behind a gate with the helper’s digest, then the reload, and the same way back', () => {
    const plan = offeredPlan(planned('tune', look, options));
    expect(plan.steps.map(({ command, gate }) => [command.argv.slice(0, 2).join(' '), gate])).toEqual([
      ['/usr/local/sbin/oncall-change apply', true],
      ['/usr/bin/systemctl --no-pager', undefined],
    ]);
    expect(plan.steps[0]?.command.argv.slice(2, 4)).toEqual([changeId, result]);
    expect(plan.diff).toBe(diff);
    expect(plan.undo.steps.map(({ command }) => command.argv.at(-1))).toEqual([changeId, 'apache2.service']);
    expect(plan.tier).toBe('reversible');
    expect(changeDefinition('tune').drift(plan, look)).toEqual([]);
  });

  it.each<[string, Previewed, RegExp]>([
    [
      'the helper refuses',
      { answered: true, exit: 64, text: 'line 8 of a.conf is not MaxRequestWorkers\n' },
      /is not MaxRequestWorkers/,
    ],
    ['it is not installed', { answered: true, exit: 1, text: 'sudo: a password is required\n' }, /not installed/],
    ['the host does not answer', { answered: false, detail: 'no session' }, /could not be seen: no session/],
    ['the files say so already', { answered: true, exit: 0, text: `result ${result}\n` }, /would change nothing/],
  ])('is not offered when %s', (_why, answer, expected) => {
    expect(refusal('tune', look, options, answer)).toMatch(expected);
  });

  it.each<[string, string, Alterations | undefined, RegExp]>([
    ['no parent runs', 'web-04', undefined, /No Apache parent process runs here/],
    ['what is on disk does not load', 'web-05', undefined, /does not load/],
    ['the configuration could not be read', 'web-01', { directives: null }, /configuration could not be read/],
    ['the syntax could not be tested', 'web-01', { configtest: null }, /could not be tested/],
  ])('is not offered when %s', (_why, name, alter, expected) => {
    expect(refusal('tune', practiceLook(name, alter), options)).toMatch(expected);
  });

  it('drifts with another configuration', () => {
    const plan = offeredPlan(planned('tune', look, options));
    const other = practiceLook('web-01', { 'config-tree': (text) => text.replace(/^tree [0-9a-f]{4}/m, 'tree 0000') });
    expect(changeDefinition('tune').drift(plan, other)).toMatchObject([{ what: 'Configuration hash' }]);
  });

  it('stops at the gate when another line overrules the edit, or what is on disk would not survive', () => {
    const runbook = changeDefinition('tune');
    const plan = offeredPlan(planned('tune', look, options));
    expect(runbook.gate?.(plan, look).map(({ why }) => why)).toMatchObject([
      /wanted 200; the last line says: MaxRequestWorkers +150/,
    ]);
    const edited = practiceLook('web-01', {
      directives: (text) => text.replace('MaxRequestWorkers       150', 'MaxRequestWorkers       200'),
    });
    expect(runbook.gate?.(plan, edited)).toEqual([]);
    const broken = practiceLook('web-01', {
      configtest: () => "== root\nAH00526: Syntax error on line 3 of /etc/apache2/x.conf:\nInvalid command 'X'\n",
    });
    expect(runbook.gate?.(plan, broken).length).toBeGreaterThan(0);
  });

  it('is not verified while the hash is that of before, and there is nothing to undo then', () => {
    const runbook = changeDefinition('tune');
    const plan = offeredPlan(planned('tune', look, options));
    expect(runbook.verify(plan, runbook.baseline(look), look)).toMatchObject({ outcome: 'unsure' });
  });
});

describe('tune by hand', () => {
  const look = practiceLook('web-01');

  it('writes to the line that counts, beside it, or to the product’s own file', () => {
    const settings = { MaxRequestWorkers: '800', KeepAliveTimeout: '2', ProxyTimeout: '30' };
    const plan = offeredPlan(planned('tune', look, { settings }));
    expect(edits(plan)).toEqual([
      'set:/etc/apache2/mods-enabled/mpm_event.conf:13:MaxRequestWorkers=800',
      'set:/etc/apache2/apache2.conf:111:KeepAliveTimeout=2',
      'own:ProxyTimeout=30',
      'add:/etc/apache2/mods-enabled/mpm_event.conf:13:ServerLimit=64',
    ]);
    expect(uptakeOf(plan)).toBe('restart');
    expect(plan.tier).toBe('disruptive');
    expect(plan.impact).toMatch(/full stop and start/);
  });

  it.each<[Record<string, string>, RegExp]>([
    [{ MaxRequestWorkers: '150' }, /says so already/],
    [{ MaxSpareServers: '5' }, /event MPM has no MaxSpareServers; prefork have/],
    [{ DocumentRoot: '1' }, /not a directive that this bot changes/],
    [{ MaxRequestWorkers: 'many' }, /takes a whole number/],
  ])('refuses %j', (settings, expected) => {
    expect(refusal('tune', look, { settings })).toMatch(expected);
  });

  it('says how many workers fit, or that this is not known', () => {
    const settings = { MaxRequestWorkers: '200' };
    expect(checksOf(planned('tune', look, { settings }))).toMatch(/Memory at that limit: not known/);
    const small = practiceLook('web-01', grown(8_000_000));
    expect(checksOf(planned('tune', small, { settings }))).toMatch(/Memory at that limit: 200 wanted, 50 fit/);
  });

  it('says that fewer workers let requests wait', () => {
    expect(offeredPlan(planned('tune', look, { settings: { MaxRequestWorkers: '100' } })).impact).toMatch(
      /100 requests are served at the same time instead of 150 .* wait in the accept queue/,
    );
  });
});

describe('tune by measurements', () => {
  it('recommends nothing from a server that has just started', () => {
    expect(refusal('tune', practiceLook('web-01'))).toMatch(
      /No limits are computed from measurements: the server has run for less than an hour/,
    );
  });

  it('recommends nothing where nothing measured suggests it, and shows the numbers', () => {
    const text = refusal('tune', practiceLook('web-01', grown(1_000)));
    expect(text).toMatch(/Nothing that was measured suggests other limits/);
    expect(text).toMatch(/Workers that fit: \d+ = \(/);
  });

  it('lowers the limit to what fits into memory, in whole processes', () => {
    const found = planned('tune', practiceLook('web-01', grown(8_000_000)));
    expect(edits(offeredPlan(found))).toEqual(['set:/etc/apache2/mods-enabled/mpm_event.conf:13:MaxRequestWorkers=50']);
    expect(checksOf(found)).toMatch(/Workers that fit: 50 = \(.*\) \/ .* × 25 threads; MaxRequestWorkers is 150/);
  });

  it('raises it to at most twice as many where the limit was reached', () => {
    const reached =
      '[Sat Nov 21 14:11:43.000000 2026] [mpm_event:error] [pid 108:tid 108] AH00484: server reached MaxRequestWorkers setting, consider raising the MaxRequestWorkers setting\n';
    const look = practiceLook('web-01', { ...grown(1_000), 'error-log': (text) => `${text}${reached}` });
    expect(edits(offeredPlan(planned('tune', look)))).toEqual([
      'set:/etc/apache2/mods-enabled/mpm_event.conf:13:MaxRequestWorkers=300',
    ]);
  });
});

describe('tune with a leak', () => {
  /** The recorded children, each 200 KiB larger for every request that it has served. */
  const leaking: Alterations = {
    'status-page': (text) =>
      longUp(text).replace(/^w (\d+) \d+$/gm, (_all, pid: string) => `w ${pid} ${servedBy(pid)}`),
    processes: (text) =>
      text.replace(/^process (\d+) (.* uid 33 .*) pss \d+ private \d+ /gm, (_all, pid: string, rest: string) => {
        const kib = 200 * servedBy(pid);
        return `process ${pid} ${rest} pss ${kib} private ${kib} `;
      }),
  };

  function servedBy(pid: string): number {
    return 100 * (Number(pid) - 110);
  }

  it('bounds it by replacing children, and says what that leaves', () => {
    const found = planned('tune', practiceLook('web-06', leaking));
    expect(edits(offeredPlan(found)).join(' ')).toMatch(/MaxConnectionsPerChild=1000$/);
    expect(checksOf(found)).toMatch(/Growth per request: 200 KiB kept per request/);
  });
});

describe('mpm', () => {
  it('is one edit and a full restart', () => {
    const plan = offeredPlan(planned('mpm', practiceLook('web-01'), { mpm: 'prefork' }));
    expect(edits(plan)).toEqual(['mpm:prefork']);
    expect(uptakeOf(plan)).toBe('restart');
  });

  it.each<[string, string, 'event' | 'worker' | 'prefork', Alterations, RegExp]>([
    ['it is that one already', 'web-01', 'event', {}, /The MPM is event already/],
    ['mod_php is loaded', 'web-06', 'event', {}, /php\d*_module is loaded, and event runs threads: mod_php/],
    ['the modules could not be seen', 'web-01', 'worker', { modules: null }, /could not be seen/],
    [
      'it is built in',
      'web-01',
      'worker',
      { modules: (text) => text.replace('mpm_event_module (shared)', 'mpm_event_module (static)') },
      /built into this httpd/,
    ],
  ])('is not offered when %s', (_why, name, mpm, alter, expected) => {
    expect(refusal('mpm', practiceLook(name, alter), { mpm })).toMatch(expected);
  });

  it('warns that HTTP/2 ends under prefork', () => {
    const look = practiceLook('web-01', { modules: (text) => `${text}\n http2_module (shared)\n` });
    expect(checksOf(planned('mpm', look, { mpm: 'prefork' }))).toMatch(/HTTP\/2: .*AH10034/);
  });
});

describe('core-dumps', () => {
  it('needs a new parent, and says what is in a core', () => {
    const plan = offeredPlan(planned('core-dumps', practiceLook('web-01'), { coreDumps: 'on' }));
    expect(edits(plan)).toEqual(['core-dumps:on']);
    expect(plan.tier).toBe('disruptive');
    expect(plan.impact).toMatch(/private keys/);
  });

  it('says that a pipe takes cores wherever CoreDumpDirectory points', () => {
    const look = practiceLook('web-01', {
      cores: (text) => text.replace('pattern core', 'pattern |/usr/lib/systemd/systemd-coredump %P'),
    });
    expect(checksOf(planned('core-dumps', look, { coreDumps: 'on' }))).toMatch(
      /pipes them to \/usr\/lib\/systemd\/systemd-coredump, whatever/,
    );
  });

  it('is not offered when it is so already', () => {
    expect(refusal('core-dumps', practiceLook('web-01'), { coreDumps: 'off' })).toMatch(/off already/);
    const on = practiceLook('web-01', {
      limits: (text) => text.replace(/^(Max core file size +)0 +/m, '$1unlimited   '),
      directives: (text) => text.replace('D 92 Timeout 300', 'D 91 CoreDumpDirectory /var/lib/x\nD 92 Timeout 300'),
    });
    expect(refusal('core-dumps', on, { coreDumps: 'on' })).toMatch(/on already/);
  });
});

describe('harden', () => {
  it('proposes only what is weaker now', () => {
    const plan = offeredPlan(planned('harden', practiceLook('web-01')));
    expect(edits(plan)).toEqual(expect.arrayContaining([expect.stringMatching(/ServerTokens=Prod$/)]));
    expect(edits(plan).join(' ')).not.toMatch(/LimitRequestBody|RequestReadTimeout|reqtimeout/);
    expect(plan.tier).toBe('reversible');
  });

  it('loads mod_reqtimeout where it is missing', () => {
    const look = practiceLook('web-01', { modules: (text) => text.replace(/^ reqtimeout_module .*\n/m, '') });
    expect(edits(offeredPlan(planned('harden', look)))[0]).toBe('module:on:reqtimeout');
  });

  it('sets values given by hand, of its own directives only', () => {
    const look = practiceLook('web-01');
    expect(edits(offeredPlan(planned('harden', look, { settings: { LimitRequestBody: '1048576' } })))).toEqual([
      'own:LimitRequestBody=1048576',
    ]);
    expect(refusal('harden', look, { settings: { MaxRequestWorkers: '5' } })).toMatch(/tune sets it/);
  });
});

describe('disable-module', () => {
  it('names the lines that use it', () => {
    const found = planned('disable-module', practiceLook('web-08'), { module: 'proxy_http' });
    expect(edits(offeredPlan(found))).toEqual(['module:off:proxy_http']);
    const proxy = planned('disable-module', practiceLook('web-08'), { module: 'proxy' });
    expect(checksOf(proxy)).toMatch(/Lines that use it: \/etc\/apache2\/.*ProxyPass/);
  });

  it.each<[string, RegExp]>([
    ['mpm_event', /mpm switches it/],
    ['core', /never disabled/],
    ['rewrite', /is not loaded/],
    ['php', /as text/],
    ['unixd', /never disabled/],
    ['version', /built into|not loaded/],
  ])('refuses %s', (module, expected) => {
    expect(refusal('disable-module', practiceLook('web-01'), { module })).toMatch(expected);
  });
});

describe('enable-status', () => {
  const denied: Alterations = {
    'status-page': (text) => text.replace(/[\s\S]*/, '== status http://127.0.0.1:80/server-status?auto\n'),
    directives: (text) => text.replace(/^D \d+ SetHandler server-status\n/m, ''),
  };

  it('is not offered when the page answers already', () => {
    expect(refusal('enable-status', practiceLook('web-01'))).toMatch(/answers already/);
  });

  it('is offered where the location is missing', () => {
    const found = planned('enable-status', practiceLook('web-01', denied));
    expect(refusalOf(found)).toBe('offered');
    expect(edits(offeredPlan(found))).toEqual(['status-page']);
  });
});

describe('rollback', () => {
  const look = practiceLook('web-01');
  const history = [
    'change 2222222222222222 2026-11-21T10:00:00Z applied set:/etc/apache2/apache2.conf:92:Timeout=60',
    'change 1111111111111111 2026-11-20T10:00:00Z applied mpm:event',
    'change 0000000000000000 2026-11-19T10:00:00Z restored own:TraceEnable=Off',
  ].join('\n');
  const listed = (text: string): Previewed => ({ answered: true, exit: 0, text });

  it('goes back before the newest change by a reload', () => {
    const plan = offeredPlan(planned('rollback', look, {}, listed(history)));
    expect(plan.steps[0]?.command.argv).toEqual(['/usr/local/sbin/oncall-change', 'restore', '2222222222222222']);
    expect(uptakeOf(plan)).toBe('reload');
    expect(plan.impact).toMatch(/Timeout=60/);
  });

  it('goes back before an older one by a restart where a reload would not do, and says what stays', () => {
    const found = planned('rollback', look, { change: '1111111111111111' }, listed(history));
    expect(uptakeOf(offeredPlan(found))).toBe('restart');
    expect(checksOf(found)).toMatch(/A later change stays: 2222222222222222/);
  });

  it.each<[ChangeOptions, string, RegExp]>([
    [{}, '', /none was ever made/],
    [{ change: '0000000000000000' }, history, /was undone already/],
    [{ change: '9999999999999999' }, history, /knows no change/],
    [{}, 'change x\n', /has a line that is none/],
  ])('refuses %j with the history “%s”', (options, text, expected) => {
    expect(refusal('rollback', look, options, listed(text))).toMatch(expected);
  });
});
