import { describe, expect, it } from 'vitest';
import { renderChangeResult, renderChangeRunning } from './change-result.ts';
import { renderComparison } from './comparison.ts';
import { renderExplained } from './explained.ts';
import { renderFollowing } from './follow.ts';
import {
  announced,
  breakingGlass,
  comparison,
  editing,
  finding,
  halfApproved,
  healthyReport,
  longPlan,
  panelReport,
  results,
  sickReport,
  unknownReport,
  unreachedReport,
} from './golden/samples.ts';
import type { SlackMessage } from './message.ts';
import { renderDecidedCard, renderDryRun, renderPlanCard, renderPlanModal, renderVoidedCard } from './plan-card.ts';
import { renderProgress } from './progress.ts';
import { renderDenial, renderMisunderstood, renderPlanRefusal } from './refusal.ts';
import { renderReport } from './report.ts';
import { renderRoot } from './root.ts';
import { checkMessage, checkModal } from './schema.ts';
import { renderHelp, renderHosts, renderVerbHelp } from './usage.ts';
import { renderWatching } from './watch.ts';

const approver = { surface: 'slack', id: 'U0APPROVE', team: 'T0OURS' } as const;
const asked = Date.parse('2026-11-21T10:21:55Z');
const decidedAt = Date.parse('2026-11-21T10:31:00Z');
const subject = { host: 'web-03', verb: 'reload', options: {}, digest: announced.digest, runId: 'r-7f3k2' } as const;
const titles = { 'kernel-log': 'Kernel log', unit: 'Service', packages: 'Packages' };
const lookedAt = ['Service state', 'Workers', 'Error log', 'Kernel log', 'Ports'];
const root = { host: 'web-03', verb: 'diagnose', who: { surface: 'slack', id: 'U0REQUEST' }, askedAt: asked } as const;
const diagnose = {
  name: 'diagnose',
  kind: 'look',
  summary: 'Finds what is wrong, why, and what to do next.',
  usage: 'diagnose HOST [--since 15m]',
  examples: ['diagnose web-03'],
  looksAt: 'service state, workers and logs',
  values: [],
} as const;
const reload = {
  ...diagnose,
  name: 'reload',
  kind: 'change',
  summary: 'Plans a graceful reload.',
  usage: 'reload HOST',
} as const;

const messages: Readonly<Record<string, SlackMessage>> = {
  'root-running': renderRoot({ ...root, now: { state: 'running' } }),
  'root-seen': renderRoot({ ...root, now: { state: 'seen', verdict: 'sick', line: 'killed for memory' } }),
  'root-planned': renderRoot({ ...root, verb: 'reload', now: { state: 'planned', expiresAt: announced.expiresAt } }),
  progress: renderProgress({
    host: 'web-03',
    verb: 'diagnose',
    phase: 'looking',
    looks: [
      { title: 'Service state', state: 'seen' },
      { title: 'Kernel log', state: 'absent' },
      { title: 'Error log', state: 'waiting' },
    ],
    elapsedMs: 1_900,
  }),
  'report-sick': renderReport(sickReport, { titles, lookedAt }),
  'report-healthy': renderReport(healthyReport, { titles, lookedAt }),
  'report-unknown': renderReport(unknownReport, { titles, lookedAt }),
  'report-unreached': renderReport(unreachedReport, { titles, lookedAt }),
  'report-panels': renderReport(panelReport, { titles, lookedAt }),
  following: renderFollowing({
    host: 'web-03',
    elapsedMs: 12_000,
    forMs: 60_000,
    count: 4_132,
    newest: [
      '[Sat Nov 21 10:22:00 2026] [proxy_http:error] [pid 7] AH01114: HTTP: failed to make connection to backend: 10.0.0.9',
    ],
    groups: [
      '4,132 ×  AH01114  error  first 10:21:49, last 10:22:00, 376/s  HTTP: failed to make connection to backend: 10.0.0.9',
    ],
    missed: 1,
    ended: false,
  }),
  watching: renderWatching({
    host: 'web-03',
    verdict: 'degraded',
    headline: 'children grow by about 202 KiB per request and do not stop: a leak',
    lines: [
      'memory per child: mean 58 MiB → 155 MiB, largest 59 MiB → 210 MiB (private memory)',
      'accept queue: nobody waited',
    ],
    samples: 7,
    elapsedMs: 61_000,
    forMs: 60_000,
    ended: true,
  }),
  comparison: renderComparison(comparison),
  explained: renderExplained({ kinds: ['kernel', 'error_log'], findings: [finding()], unrecognised: 1, lines: 3 }),
  'plan-card': renderPlanCard(announced),
  'plan-card-too-long': renderPlanCard(longPlan),
  'plan-card-approved': renderDecidedCard(announced, { verdict: 'approve', by: approver, at: decidedAt }),
  'plan-card-denied': renderDecidedCard(announced, { verdict: 'deny', by: approver, at: decidedAt }),
  'plan-card-expired': renderDecidedCard(announced, {
    verdict: 'expire',
    by: { surface: 'system', id: 'engine' },
    at: decidedAt,
  }),
  'plan-card-voided': renderVoidedCard(announced, approver, [{ what: 'parent pid', planned: '812', now: '9001' }]),
  'plan-card-editing': renderPlanCard(editing),
  'plan-card-half-approved': renderPlanCard(halfApproved),
  'plan-card-break-glass': renderPlanCard(breakingGlass),
  'plan-dry-run': renderDryRun(editing.card),
  'change-running': renderChangeRunning(subject, 'systemctl reload runs', 1_200),
  ...Object.fromEntries(
    Object.entries(results).map(([name, result]) => [`change-${name}`, renderChangeResult(result, subject)]),
  ),
  help: renderHelp([
    { verb: diagnose, refused: null },
    { verb: reload, refused: 'nobody is configured to approve changes' },
  ]),
  'help-verb': renderVerbHelp({
    verb: diagnose,
    refused: null,
    options: [{ usage: '--since 15m', summary: 'how far back' }],
  }),
  hosts: renderHosts([
    { name: 'web-01', groups: ['web'], labels: { site: 'shop', tier: '1' } },
    { name: 'web-03', groups: [], labels: {}, recorded: true },
  ]),
  misunderstood: renderMisunderstood(
    {
      kind: 'misunderstood',
      problem: 'There is no host “web-3” in the inventory. `diagnose` needs one.',
      suggestion: { text: 'diagnose web-03', readOnly: true },
    },
    { kind: 'look', verb: 'diagnose', host: 'web-03', options: {} },
  ),
  'denial-not-approver': renderDenial({ code: 'not-approver', users: ['U0APPROVE'], groups: ['S0ONCALL'] }),
  'denial-too-late': renderDenial({
    code: 'already-decided',
    decision: { verdict: 'approve', by: approver, at: decidedAt, details: null },
  }),
  'plan-refusal': renderPlanRefusal({
    host: 'web-03',
    verb: 'reload',
    reasons: [
      { why: 'The configuration test fails.', evidence: ['AH00526: Syntax error on line 3 of /etc/apache2/a.conf:'] },
    ],
  }),
};

/** Names of messages by what they are about, the first word of the name: one golden file each. */
const subjects = Map.groupBy(Object.keys(messages), (name) => name.split('-')[0] ?? name);

describe('every kind of message', () => {
  it.each(Object.keys(messages))('%s is taken by Slack', (name) => {
    const message = messages[name];

    expect(message === undefined ? ['no message'] : checkMessage(message)).toEqual([]);
  });

  it.each([...subjects])('about %s is as in its golden file', async (subject, names) => {
    const shown = Object.fromEntries(names.sort().map((name) => [name, messages[name]]));

    await expect(`${JSON.stringify(shown, null, 2)}\n`).toMatchFileSnapshot(`golden/${subject}.golden.json`);
  });

  it('opens a long plan in a modal with Approve', async () => {
    const modal = renderPlanModal(longPlan);

    expect(checkModal(modal)).toEqual([]);
    await expect(`${JSON.stringify(modal, null, 2)}\n`).toMatchFileSnapshot('golden/modal.golden.json');
  });
});
