import { defined } from '../../lib/defined.ts';
import type { Evidence } from '../../model/finding.ts';
import { defineRule, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { directives } from '../../probes/config/probe.ts';
import { quotesOf, selectBy } from '../../probes/logs/select.ts';
import { processes } from '../../probes/processes/probe.ts';
import { certificates } from '../../probes/tls/probe.ts';
import { dateOf } from '../message-rule.ts';
import { startOver } from '../over/starts.ts';
import { asksForPassphrase } from '../reload/tls-hazards.ts';

const select = selectBy(
  ['AH02578', 'AH02579', 'AH02580', 'AH02203'],
  /^Init: (?:Unable to read pass phrase|Private key not found|Pass phrase incorrect)/,
);

export const keyPassphrase = defineRule({
  id: 'key-passphrase',
  title: 'A key asks for a pass phrase that nobody answers',
  kind: 'problem',
  answers: ['configtest', 'tls', 'preflight'],
  over: startOver,
  severity: 'critical',
  cause:
    'A service has no terminal. Without a program in SSLPassPhraseDialog a start or reload ends with AH02578, or, where systemd’s prompt is used, hangs: the port accepts and nobody answers, while syntax check and reload command both report success.',
  remedy:
    'Use a key without a pass phrase, readable by root only, or a program in SSLPassPhraseDialog exec:. If a prompt waits now, a stop takes until TimeoutStopSec: plan for that.',
  runbook: 'tls',
  explains: [
    'reload-unsafe',
    'start-failed',
    'start-timeout',
    'reload-failed',
    'server-exited',
    'ssl-config-failed',
    'status-page-unavailable',
    'no-children',
    'unit-failed',
    'not-running',
    'site-failing',
  ],
  reads: {},
  mayRead: { certificates, directives, logs, processes },
  judge({ certificates: found, directives: config, logs: all, processes: listed }) {
    if (found === undefined && all === undefined && listed === undefined)
      return notApplicable('nothing is known of the keys');
    const prompt = listed?.helpers.find(({ comm }) => /^systemd-(?:ask-pass|tty-ask)/.test(comm));
    const pair = asksForPassphrase(config) ? found?.pairs.find(({ keyState }) => keyState === 'encrypted') : undefined;
    const entries = all === undefined ? [] : select(all);
    const evidence: Evidence[] = [
      ...quote('processes', prompt?.line),
      ...quote('certificates', pair?.lines['key-sha256']),
      ...(quotesOf(entries, 2) ?? []),
    ];
    const [first, ...rest] = evidence;
    if (first === undefined) return undefined;
    const at = prompt === undefined && pair === undefined ? dateOf(entries) : undefined;
    return {
      summary: summaryOf(pair?.key, prompt?.pid, entries.length > 0),
      evidence: [first, ...rest],
      facts: { path: pair?.key, pid: prompt?.pid, count: entries.length },
      ...defined({ at }),
    };
  },
});

function quote(source: string, text: string | undefined): Evidence[] {
  return text === undefined ? [] : [{ kind: 'quote', source, text }];
}

function summaryOf(key: string | undefined, prompt: number | undefined, failed: boolean): string {
  if (prompt !== undefined)
    return `Apache waits for the pass phrase of ${key ?? 'a key'} (pid ${prompt}) and serves nothing meanwhile.`;
  const end = failed ? 'failed on it' : 'would hang or end the server';
  return `${key ?? 'A key'} is protected by a pass phrase that nobody can enter: a start or reload ${end}.`;
}
