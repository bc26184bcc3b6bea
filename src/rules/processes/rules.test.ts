import { describe, expect, it } from 'vitest';
import { withDerived } from '../../diagnosis/evaluate.ts';
import { collected } from '../../model/outcome.ts';
import type { ReadContext } from '../../model/source.ts';
import { readErrorLog } from '../../probes/logs/error-log.ts';
import { parseProcesses } from '../../probes/processes/parse.ts';
import { lingeringGeneration } from './lingering-generation.rule.ts';
import { noChildren } from './no-children.rule.ts';

const parent = 'p 182 1 182 S 1 10000 1887 3 2 0 apache2\nr 182 1 /system.slice/apache2.service\n';

function idOf(rule: typeof noChildren, scan: string, log?: string, context: ReadContext = {}): string | undefined {
  const facts = parseProcesses(`survey 1\nuptime 10000.00\npage 4\ninit systemd\n${parent}${scan}seen 2\n`, context);
  const known = new Map([
    ['processes', collected<unknown>(facts)],
    ...(log === undefined ? [] : [['error-log', collected<unknown>(readErrorLog(log, {}))] as const]),
  ]);
  const verdict = rule.judge(withDerived(known, context), context);
  return verdict.verdict === 'finding' ? verdict.finding.id : undefined;
}

describe('a parent without workers', () => {
  it.each([
    ['has none', '', 'no-children'],
    ['has only a zombie', 'p 183 182 182 Z 1 10100 0 0 0 33 apache2\n', 'no-children'],
    ['has one', 'p 183 182 182 S 27 10100 1706 0 0 33 apache2\n', undefined],
    ['waits for a passphrase, which is another finding', 'h 190 182 systemd-ask-pas\n', undefined],
  ])('%s', (_name, scan, id) => {
    expect(idOf(noChildren, scan)).toBe(id);
  });

  it('is told from one whose only child is mod_cgid’s daemon by the MPM in the log', () => {
    const log =
      '[Sat Nov 21 11:00:18.475019 2026] [mpm_event:notice] [pid 182:tid 182] AH00489: Apache/2.4.71 (Debian) configured -- resuming normal operations';
    expect(idOf(noChildren, 'p 183 182 182 S 1 10100 900 0 0 33 apache2\n', log)).toBe('no-children');
  });
});

describe('children older than the last graceful restart', () => {
  const log = `[Sat Nov 21 11:00:19.073130 2026] [mpm_event:notice] [pid 182:tid 182] AH00493: SIGUSR1 received.  Doing graceful restart
[Sat Nov 21 11:00:19.081409 2026] [mpm_event:notice] [pid 182:tid 182] AH00489: Apache/2.4.71 (Debian) configured -- resuming normal operations`;
  const old = 'p 183 182 182 S 27 10100 1706 0 0 33 apache2\n';
  const young = 'p 184 182 182 S 27 998000 1706 0 0 33 apache2\n';

  it.each([
    ['long after it', old, '2026-11-21T12:00:19.000Z', 'lingering-generation'],
    ['right after it, as they should be', old, '2026-11-21T11:01:19.000Z', undefined],
    ['not at all', young, '2026-11-21T12:00:19.000Z', undefined],
  ])('are there %s', (_name, child, now, id) => {
    expect(idOf(lingeringGeneration, child, log, { now })).toBe(id);
  });
});
