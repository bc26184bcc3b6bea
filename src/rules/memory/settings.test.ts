import { describe, expect, it } from 'vitest';
import { withDerived } from '../../diagnosis/evaluate.ts';
import { collected } from '../../model/outcome.ts';
import type { Rule } from '../../model/rule.ts';
import type { DirectivesFacts } from '../../probes/config/facts.ts';
import { mpmSettings } from '../../probes/memory/mpm-settings.ts';
import { parseStatus } from '../../probes/workers/parse-status.ts';
import { reloadSlackMissing } from '../workers/reload-slack-missing.rule.ts';
import { maxConnectionsPerChildLow } from './max-connections-per-child-low.rule.ts';

function configured(...lines: readonly string[]): DirectivesFacts {
  const directives = lines.map((text, index) => {
    const [name = '', ...args] = text.split(' ');
    return {
      name: name.toLowerCase(),
      args,
      text,
      file: '/etc/apache2/mods-enabled/mpm_event.conf',
      line: index + 1,
      sections: [],
    };
  });
  return { from: 'includes', files: [], unreadable: [], directives };
}

function idOf(rule: Rule, config: DirectivesFacts, mpm: string): string | undefined {
  const page = parseStatus(`ServerMPM: ${mpm}\nBusyWorkers: 1\nIdleWorkers: 1\nScoreboard: W_\n`);
  const known = new Map([
    ['directives', collected<unknown>(config)],
    ['status-page', collected<unknown>(page)],
  ]);
  const verdict = rule.judge(withDerived(known, {}), {});
  return verdict.verdict === 'finding' ? verdict.finding.id : undefined;
}

describe('the limits of an MPM', () => {
  it('are httpd’s defaults where nothing is written', () => {
    expect(mpmSettings(configured(), 'event')).toMatchObject({
      maxRequestWorkers: 400,
      serverLimit: 16,
      threadsPerChild: 25,
    });
    expect(mpmSettings(configured(), 'prefork')).toMatchObject({
      maxRequestWorkers: 256,
      serverLimit: 256,
      threadsPerChild: 1,
    });
  });

  it('know the names of 2.2', () => {
    expect(mpmSettings(configured('MaxClients 50'), 'prefork')).toMatchObject({ maxRequestWorkers: 50 });
  });

  it.each([
    ['event', ['MaxRequestWorkers 400'], 'reload-slack-missing'],
    ['event', ['MaxRequestWorkers 150'], undefined],
    ['event', ['ServerLimit 4', 'ThreadsPerChild 25', 'MaxRequestWorkers 100'], 'reload-slack-missing'],
    ['prefork', ['ServerLimit 256', 'MaxRequestWorkers 256'], undefined],
  ])('of %s with %j leave slack for a reload or not: %s', (mpm, lines, id) => {
    expect(idOf(reloadSlackMissing, configured(...lines), mpm)).toBe(id);
  });

  it.each([
    ['MaxRequestsPerChild 10', 'max-connections-per-child-low'],
    ['MaxConnectionsPerChild 0', undefined],
    ['MaxConnectionsPerChild 4000', undefined],
  ])('%s is %s', (line, id) => {
    expect(idOf(maxConnectionsPerChildLow, configured(line), 'prefork')).toBe(id);
  });
});
