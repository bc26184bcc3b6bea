import type { Comparison } from '../../../model/comparison.ts';
import type { AnnouncedPlan } from '../../../model/face/changes.ts';
import type { Finding } from '../../../model/finding.ts';
import type { ChangeResult, PlanCard, Verification } from '../../../model/plan.ts';
import type { Report } from '../../../model/report.ts';

/** A finding with everything set; members given replace those here. */
export function finding(given: Partial<Finding> = {}): Finding {
  return {
    id: 'oom-kill',
    kind: 'problem',
    severity: 'critical',
    certainty: 'certain',
    summary: 'The kernel killed Apache worker 4711 because the unit reached its memory limit.',
    cause:
      'apache2.service may use 512 MiB, and its 150 workers need more than that together. The kernel then kills one of them, and with OOMPolicy=stop systemd stops the rest.',
    evidence: [
      {
        kind: 'quote',
        source: 'kernel-log',
        text: 'Memory cgroup out of memory: Killed process 4711 (apache2) total-vm:1043248kB, anon-rss:498112kB',
        at: '2026-11-21T10:17:44+00:00',
      },
      { kind: 'measure', source: 'memory', name: 'Memory of the unit', value: 511.8, limit: 512, unit: 'MiB' },
    ],
    facts: {},
    remedy: { advice: 'Look at what uses the memory before you start it again.', runbook: 'oom' },
    explains: ['unit-failed-oom'],
    at: '2026-11-21T10:17:44+00:00',
    ...given,
  };
}

const unitFailed = finding({
  id: 'unit-failed-oom',
  summary: 'systemd stopped apache2.service after the kill (Result: oom-kill).',
  remedy: { advice: 'Start it once there is room.' },
});

const expiring = finding({
  id: 'certificate-expiring',
  severity: 'warning',
  certainty: 'likely',
  summary: 'The certificate of shop.example.com ends in 3 days.',
  evidence: [
    {
      kind: 'quote',
      source: 'certificates',
      text: 'notAfter=Nov 24 09:00:00 2026 GMT',
      at: '2026-11-21T10:22:00+00:00',
    },
  ],
  remedy: { advice: 'Renew it, then reload.', runbook: 'reload' },
});

/** A host killed by its memory limit, with a second problem, history, notices and a gap. */
export const sickReport: Report = {
  host: 'web-03',
  verb: 'diagnose',
  at: '2026-11-21T10:22:00+00:00',
  verdict: 'sick',
  cases: [
    { root: finding(), symptoms: [unitFailed] },
    { root: expiring, symptoms: [] },
  ],
  notices: [finding({ id: 'servername-missing', severity: 'notice', summary: 'ServerName is not set globally.' })],
  earlier: [finding({ id: 'segfault', summary: 'A worker crashed in libphp.so.', at: '2026-11-20T22:04:10+00:00' })],
  unseen: [
    {
      source: 'access-log',
      title: 'Access log',
      reason: 'not-permitted',
      detail: 'cat: /var/log/apache2/access.log: Permission denied',
      question: 'whether the traffic rose before the kill',
      wants: 'membership of the group adm',
    },
  ],
  timeline: [
    { at: '2026-11-21T09:58:02+00:00', source: 'packages', text: 'php8.2-fpm upgraded to 8.2.30' },
    { at: '2026-11-21T10:17:44+00:00', source: 'kernel-log', text: 'Killed process 4711 (apache2)' },
    { at: '2026-11-21T10:17:45+00:00', source: 'unit', text: 'apache2.service: Failed with result oom-kill' },
  ],
  state: ['Apache 2.4.62, MPM prefork, not running'],
  broken: [],
  durationMs: 3_240,
};

/** Nothing wrong, and everything was seen. */
export const healthyReport: Report = {
  ...sickReport,
  verdict: 'healthy',
  cases: [],
  notices: [],
  earlier: [],
  unseen: [],
  timeline: [],
  state: ['Apache 2.4.62, MPM event, up 12 days, 14 of 150 workers busy'],
  durationMs: 1_870,
};

/** Nothing wrong seen, but hardly anything was seen either. */
export const unknownReport: Report = {
  ...healthyReport,
  verdict: 'unknown',
  unseen: [
    ...sickReport.unseen,
    {
      source: 'kernel-log',
      title: 'Kernel log',
      reason: 'timed-out',
      detail: '',
      question: 'whether anything was killed for memory',
      wants: 'a host that answers within 5 seconds',
    },
  ],
  broken: [{ rule: 'port-conflict', error: 'TypeError: x is undefined' }],
};

/** A host that was not reached: every look is missing for the same reason. */
export const unreachedReport: Report = {
  ...healthyReport,
  verdict: 'sick',
  cases: [
    {
      root: finding({
        id: 'host-unreachable',
        summary: 'No SSH session: nothing listens on web-03 (192.0.2.10:22) (ECONNREFUSED)',
        cause:
          'Without an SSH session nothing on the host can be looked at; whether httpd serves is not known from here.',
        evidence: [
          { kind: 'quote', source: 'reach', text: 'nothing listens on web-03 (192.0.2.10:22) (ECONNREFUSED)' },
        ],
        remedy: { advice: 'Check the Port in the inventory, then sshd from the console.' },
      }),
      symptoms: [],
    },
  ],
  notices: [finding({ id: 'evidence-missing', severity: 'notice', summary: '5 of the things could not be seen' })],
  unseen: ['Service state', 'Kernel log', 'Error log', 'Processes', 'Sockets'].map((title) => ({
    source: title,
    title,
    reason: 'unreachable',
    detail: '',
    question: 'what it is',
    wants: 'a way in',
  })),
  state: [],
};

const digest = '3fa1c09bd2e47f5588aa01c7e2b94d6630f1e5a7b8c9d0e1f2a3b4c5d6e7f809';

const card: PlanCard = {
  runId: 'r-7f3k2',
  digest,
  requestedBy: { surface: 'slack', id: 'U0REQUEST', team: 'T0OURS' },
  plan: {
    verb: 'reload',
    host: 'web-03',
    steps: [
      {
        host: 'web-03',
        title: 'Reload the unit',
        command: { argv: ['/usr/bin/systemctl', 'reload', 'apache2.service'], seconds: 60 },
      },
    ],
    options: {},
    changeId: '00c0ffee00c0ffee',
    diff: '',
    preconditions: [
      { what: 'Boot of the host', value: '0f5c5a1e-9c1f-4a52-8a4a-53c1f9d1f0aa' },
      { what: 'Parent process', value: 'pid 812, started 4242 ticks after boot' },
      { what: 'Configuration hash', value: 'b1946ac92492d2347c6235b4d2611184b1946ac92492d2347c6235b4d2611184' },
      { what: 'Listening sockets', value: '0.0.0.0:443, 0.0.0.0:80' },
      { what: 'Running MPM', value: 'event' },
    ],
    tier: 'reversible',
    breakGlass: null,
    impact: 'Running requests end normally. New ones may wait for up to a second.',
    undo: { words: 'Put the old configuration back and reload again.', steps: [] },
  },
  checks: [
    { name: 'configtest', passed: true, detail: 'Syntax OK, as root, with the arguments of the running parent' },
    { name: 'certificates', passed: true, detail: 'keys match and need no passphrase' },
    { name: 'log directories', passed: true, detail: 'all there' },
  ],
  approvers: { users: ['U0APPROVE'], groups: ['S0ONCALL'], selfApproval: false, needed: 1 },
};

/** A plan that fits its card. */
export const announced: AnnouncedPlan = {
  approvalId: 'r-7f3k2/approve',
  digest,
  expiresAt: Date.parse('2026-11-21T10:52:00Z'),
  card,
};

/** A plan that does not. */
export const longPlan: AnnouncedPlan = {
  ...announced,
  card: {
    ...card,
    plan: {
      ...card.plan,
      steps: Array.from({ length: 30 }, (_, index) => ({
        host: 'web-03',
        title: `Step ${index + 1}`,
        command: {
          argv: ['/usr/bin/systemctl', 'reload', `apache2@site-${'x'.repeat(300)}-${index + 1}.service`],
          seconds: 60,
        },
      })),
    },
  },
};

/** A plan that edits a file, restarts, can be undone, and takes two people. */
export const editing: AnnouncedPlan = {
  ...announced,
  card: {
    ...card,
    plan: {
      ...card.plan,
      verb: 'tune',
      options: { settings: { ServerLimit: '12' } },
      steps: [
        {
          host: 'web-03',
          title: 'Edit the configuration',
          command: {
            argv: [
              '/usr/local/sbin/oncall-change',
              'apply',
              '00c0ffee00c0ffee',
              digest,
              'set:/etc/apache2/mods-available/mpm_event.conf:3:ServerLimit=12',
            ],
            seconds: 60,
          },
          gate: true,
        },
        {
          host: 'web-03',
          title: 'Restart',
          command: { argv: ['/usr/bin/systemctl', 'restart', 'apache2.service'], seconds: 200 },
        },
      ],
      diff: `--- a/etc/apache2/mods-available/mpm_event.conf
+++ b/etc/apache2/mods-available/mpm_event.conf
@@ -1,4 +1,4 @@
 StartServers 2
-ServerLimit 6
+ServerLimit 12
 MinSpareThreads 25
`,
      tier: 'disruptive',
      impact: 'Requests are refused while the port is closed, about half a second.',
      undo: {
        words: 'The file as it was, and another restart.',
        steps: [
          {
            host: 'web-03',
            title: 'Put the files back',
            command: { argv: ['/usr/local/sbin/oncall-change', 'restore', '00c0ffee00c0ffee'], seconds: 60 },
          },
        ],
      },
    },
    approvers: { ...card.approvers, needed: 2 },
  },
};

/** The same after its first approval. */
export const halfApproved: AnnouncedPlan = {
  ...editing,
  card: { ...editing.card, approvedBy: { surface: 'slack', id: 'U0APPROVE', team: 'T0OURS' } },
};

/** A plan that skips the usual approvals. */
export const breakingGlass: AnnouncedPlan = {
  ...announced,
  card: {
    ...card,
    plan: { ...card.plan, tier: 'break-glass', breakGlass: 'nobody else answers, the shop is down' },
  },
};

const verification: Verification = {
  outcome: 'verified',
  points: [
    { name: 'generation', passed: true, detail: '3 before, 4 now' },
    { name: 'parent', passed: true, detail: '812, the same as before' },
    { name: 'sockets', passed: true, detail: '0.0.0.0:80, 0.0.0.0:443' },
    { name: 'a request', passed: true, detail: '200 in 12 ms' },
  ],
  quotes: [
    '[Sat Nov 21 10:31:07.114 2026] [mpm_event:notice] [pid 812] AH00493: SIGUSR1 received.  Doing graceful restart',
  ],
};

/** One result of every kind. */
export const results: Readonly<Record<string, ChangeResult>> = {
  denied: { ended: 'denied', by: { surface: 'slack', id: 'U0APPROVE', team: 'T0OURS' } },
  expired: { ended: 'expired', by: { surface: 'system', id: 'engine' } },
  drifted: { ended: 'drifted', drift: [{ what: 'parent pid', planned: '812', now: '9001' }] },
  refused: { ended: 'refused', reasons: ['The configuration test fails now.'] },
  locked: { ended: 'locked', holder: 'run r-1a2b3, since 10:29:55' },
  'not-sent': { ended: 'not-sent', detail: 'The SSH port refused the connection.' },
  done: { ended: 'done', step: 'Reload the unit', exit: 0, output: '', verification, traffic: null, undone: null },
  failed: {
    ended: 'done',
    step: 'Reload the unit',
    exit: 1,
    output: 'Job for apache2.service failed.',
    traffic: null,
    undone: null,
    verification: {
      ...verification,
      outcome: 'failed',
      points: [{ name: 'generation', passed: false, detail: '3 before, 3 now' }],
    },
  },
  undone: {
    ended: 'done',
    step: 'Restart',
    exit: 1,
    output: 'Job for apache2.service failed.',
    verification: { outcome: 'unsure', points: [], quotes: [] },
    traffic: {
      url: 'http://127.0.0.1:80/',
      before: { sent: 5, failed: 0, medianMs: 1.2, longestMs: 2.4 },
      during: { sent: 31, failed: 12, medianMs: 1.4, longestMs: 1_004.2 },
      after: { sent: 0, failed: 0, medianMs: null, longestMs: null },
    },
    undone: {
      outcome: 'undone',
      detail: '',
      points: [{ name: 'Configuration as before', passed: true, detail: 'hash b1946ac92492' }],
      quotes: ['(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:443'],
    },
  },
  stopped: {
    ended: 'stopped',
    reasons: ['The server would not start again: *:443 is held by nginx.'],
    undone: { outcome: 'failed', detail: '“Put the files back” ended with exit code 67.', points: [], quotes: [] },
  },
  unknown: { ended: 'unknown', detail: 'The connection was lost after 2 s.', verification: null, undone: null },
};

/** A verb for one subject: nothing wrong with it, something seen beside it. */
export const panelReport: Report = {
  ...healthyReport,
  verb: 'memory',
  verdict: 'degraded',
  also: [expiring, { ...expiring, id: 'version-disclosure', severity: 'notice', summary: 'ServerTokens is OS.' }],
  panels: [
    {
      title: 'Memory per child',
      lines: ['pid  private      PSS', '145  176 KiB  1.2 MiB', '5 children: mean 173 KiB'],
    },
    { title: 'Budget and sizing', lines: ['budget for Apache: 20.2 GiB'] },
  ],
};

/** Two hosts that differ, one thing that was not seen, one host that was not reached. */
export const comparison: Comparison = {
  hosts: ['web-03', 'web-01', 'web-02'],
  unreached: [{ host: 'web-04', why: '192.0.2.14:22 refused the connection' }],
  aspects: [
    {
      title: 'Version',
      same: 3,
      differences: [
        {
          item: 'server',
          variants: [
            { value: 'Apache/2.4.71 (Debian)', hosts: ['web-01', 'web-02'] },
            { value: 'Apache/2.4.57 (Debian)', hosts: ['web-03'] },
          ],
        },
      ],
      unseen: [],
    },
    {
      title: 'Modules',
      same: 30,
      differences: [
        {
          item: 'http2_module',
          variants: [
            { value: 'loaded', hosts: ['web-01', 'web-02'] },
            { value: null, hosts: ['web-03'] },
          ],
        },
      ],
      unseen: [],
    },
    { title: 'Unit', same: 21, differences: [], unseen: [{ host: 'web-03', why: 'systemctl did not answer' }] },
  ],
  durationMs: 1_900,
};
