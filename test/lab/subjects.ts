import type { FindingId } from '../../src/model/finding.ts';

/** Finding ids by what they blame, told apart from what the rules say of themselves, since they are what is judged. A fault of one subject must not be blamed on another. */
const SUBJECTS = {
  configuration: [
    'config-syntax-error',
    'config-unknown-directive',
    'module-load-failed',
    'mpm-conflict',
    'php-not-threadsafe',
    'log-dir-missing',
    'listen-overlap',
    'piped-log-failed',
  ],
  tls: ['ssl-config-failed', 'ssl-key-mismatch', 'certificate-expired', 'key-passphrase'],
  ports: ['port-conflict', 'port-held-by-other', 'bind-permission-denied', 'address-not-local', 'second-instance'],
  capacity: ['max-request-workers', 'slow-clients', 'scoreboard-full', 'accept-queue-overflow'],
  memory: ['oom-kill', 'oomd-kill', 'unit-failed-oom', 'memory-leak', 'php-memory-exhausted'],
  crashes: ['segfault', 'heap-corruption', 'segfault-or-abort', 'parent-crashed', 'fatal-child-exit', 'crash-loop'],
  limits: ['fork-failed', 'threads-exhausted', 'tasks-limit', 'nofile-exhausted', 'semaphore-exhausted'],
  disk: ['disk-full', 'inodes-exhausted', 'filesystem-read-only', 'log-open-failed'],
  backend: [
    'backend-down',
    'backend-timeout',
    'balancer-no-workers',
    'fcgi-backend-down',
    'fcgi-backend-timeout',
    'php-fatal',
  ],
  service: [
    'not-running',
    'unit-failed',
    'start-failed',
    'start-limit-hit',
    'reload-failed',
    'server-exited',
    'main-process-killed',
    'no-children',
  ],
  reach: ['host-unreachable', 'host-sick'],
} as const satisfies Readonly<Record<string, readonly FindingId[]>>;

/** What a finding can blame. */
export type Subject = keyof typeof SUBJECTS;

/** The finding ids of every subject but these: what a diagnosis of such a fault must not name. */
export function notAbout(...subjects: readonly Subject[]): readonly string[] {
  return Object.entries(SUBJECTS).flatMap(([subject, ids]) => (subjects.some((s) => s === subject) ? [] : ids));
}
