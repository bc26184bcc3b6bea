import type { FindingId } from '../model/finding-ids.ts';

/** Workers and what waits for them. */
export const capacity = [
  'max-request-workers',
  'near-max-request-workers',
  'scoreboard-full',
  'slow-clients',
  'keepalive-bound',
  'backend-bound',
  'reload-slack-missing',
  'status-page-unavailable',
  'no-children',
  'not-running',
  'not-apache',
  'lingering-generation',
  'accept-queue-overflow',
] as const satisfies readonly FindingId[];
/** Memory, and what the kernel does when there is none. */
export const memory = [
  'oom-kill',
  'oom-invoked',
  'oomd-kill',
  'unit-failed-oom',
  'memory-overcommitted',
  'memory-leak',
  'memory-pressure',
  'swap-exhausted',
  'php-memory-exhausted',
  'max-connections-per-child-low',
] as const satisfies readonly FindingId[];
/** Certificates and keys. */
export const tls = [
  'ssl-config-failed',
  'ssl-key-mismatch',
  'certificate-expired',
  'certificate-expiring',
  'key-passphrase',
] as const satisfies readonly FindingId[];
/** The configuration on disk. */
export const config = [
  'config-syntax-error',
  'config-unknown-directive',
  'module-load-failed',
  'mpm-conflict',
  'php-not-threadsafe',
  'http2-prefork',
  'envvars-not-sourced',
  'servername-missing',
  'mpm-config-adjusted',
  'ineffective-change',
  'log-dir-missing',
  'log-open-failed',
  'piped-log-failed',
  'listen-overlap',
  'reload-unsafe',
  ...tls,
] as const satisfies readonly FindingId[];
/** Who listens where. */
export const sockets = [
  'port-conflict',
  'port-held-by-other',
  'bind-permission-denied',
  'address-not-local',
  'listen-overlap',
  'not-running',
  'not-apache',
  'second-instance',
] as const satisfies readonly FindingId[];
/** Limits of the operating system. */
export const cut = [
  'fork-failed',
  'threads-exhausted',
  'tasks-limit',
  'nproc-low',
  'nofile-exhausted',
  'nofile-low',
  'semaphore-exhausted',
  'ipc-removed',
  'mutex-permission',
  'mutex-dir-missing',
  'log-file-too-large',
  'core-limit-zero',
  'load-high',
] as const satisfies readonly FindingId[];
