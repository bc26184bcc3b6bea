import type { FindingId } from '../model/finding-ids.ts';
import type { ReadVerb } from '../model/intent.ts';
import { capacity, config, cut, memory, sockets, tls } from './finding-groups.ts';

/** What a verb is about: its title, the sources it looks at, and the findings that answer it. */
export interface Subject {
  readonly title: string;
  /** Source ids; everything unless said. */
  readonly sources?: readonly string[];
  /** Findings of other subjects are named in one line; everything belongs to it unless said. */
  readonly findings?: readonly FindingId[];
}

const messages = ['error-log', 'vhost-logs', 'journal'];
/** What each verb is about. */
export const subjects: Readonly<Record<ReadVerb, Subject>> = {
  diagnose: { title: 'Diagnosis' },
  status: {
    title: 'Status',
    sources: ['unit', 'processes', 'status-page', 'request', 'version', 'vitals'],
  },
  logs: { title: 'Error log', sources: messages },
  oom: {
    title: 'OOM killer and memory',
    sources: [
      'kernel-log',
      'oom-counters',
      'unit',
      'processes',
      'vitals',
      'memory-room',
      'memory-users',
      'directives',
      'version',
    ],
    findings: memory,
  },
  ports: {
    title: 'Ports',
    sources: ['listeners', 'directives', 'queue-counters', ...messages],
    findings: [...sockets, 'accept-queue-overflow'],
  },
  configtest: {
    title: 'Configuration test',
    sources: ['configtest', 'directives', 'version', 'modules', 'vhosts'],
    findings: config,
  },
  workers: {
    title: 'Workers',
    sources: [
      'processes',
      'listeners',
      'queue-counters',
      'connections',
      'directives',
      'version',
      'vitals',
      ...messages,
      'request',
      'status-page',
    ],
    findings: capacity,
  },
  memory: {
    title: 'Memory',
    sources: [
      'processes',
      'memory-room',
      'memory-users',
      'vitals',
      'oom-counters',
      'unit',
      'directives',
      'version',
      'kernel-log',
      'status-page',
    ],
    findings: memory,
  },
  mpm: {
    title: 'MPM and its limits',
    sources: ['directives', 'version', 'modules', 'configtest', 'processes', 'error-log', 'journal', 'status-page'],
    findings: [
      'mpm-conflict',
      'php-not-threadsafe',
      'http2-prefork',
      'mpm-config-adjusted',
      'ineffective-change',
      'max-request-workers',
      'near-max-request-workers',
      'scoreboard-full',
      'reload-slack-missing',
      'max-connections-per-child-low',
      'memory-overcommitted',
    ],
  },
  connections: {
    title: 'Connections',
    sources: ['listeners', 'connections', 'queue-counters', 'directives', 'access-log', 'status-page'],
    findings: [
      'accept-queue-overflow',
      'slow-clients',
      'keepalive-bound',
      'max-request-workers',
      'near-max-request-workers',
      'reqtimeout-missing',
      'error-rate-high',
      'client-aborted',
      'probe-traffic',
    ],
  },
  crashes: {
    title: 'Crashes',
    sources: ['cores', 'backtrace', 'kernel-log', 'limits', 'processes', 'unit', 'directives', 'modules', ...messages],
    findings: [
      'segfault',
      'heap-corruption',
      'segfault-or-abort',
      'core-dumped',
      'core-suppressed',
      'core-limit-zero',
      'crashing-module',
      'parent-crashed',
      'crash-loop',
      'fatal-child-exit',
      'main-process-killed',
      'php-fatal',
    ],
  },
  limits: {
    title: 'Limits',
    sources: ['limits', 'unit', 'vitals', 'semaphores', 'processes', 'directives', 'kernel-log', 'disks', ...messages],
    findings: cut,
  },
  tls: {
    title: 'Certificates and keys',
    sources: ['certificates', 'directives', 'configtest', ...messages],
    findings: tls,
  },
  changes: {
    title: 'What changed lately',
    sources: ['config-tree', 'packages', 'boots', 'sudo-use', 'processes', 'unit', ...messages],
    findings: [
      'recent-config-change',
      'recent-package-change',
      'recent-reboot',
      'stale-binary',
      'ineffective-change',
      'graceful-restart',
      'graceful-stop',
      'restarted',
      'start-ok',
      'stopped',
    ],
  },
  hardening: {
    title: 'Hardening',
    sources: ['directives', 'modules', 'config-tree', 'version', 'configtest'],
    findings: [
      'version-disclosure',
      'request-body-unlimited',
      'reqtimeout-missing',
      'config-writable',
      'eol-version',
      'http2-prefork',
    ],
  },
  preflight: {
    title: 'Before a reload or restart',
    sources: [
      'unit',
      'processes',
      'listeners',
      'config-tree',
      'configtest',
      'version',
      'directives',
      'certificates',
      'semaphores',
      'environment',
      'limits',
      'memory-room',
      'vitals',
      ...messages,
      'status-page',
    ],
    findings: [
      ...config,
      ...sockets,
      'reload-slack-missing',
      'stale-binary',
      'semaphore-exhausted',
      'lingering-generation',
      'memory-overcommitted',
      'start-limit-hit',
      'disk-full',
    ],
  },
};

/** Sources that cost the host more than a look, so that only the verbs that name them ask for them. */
export const onRequest: readonly string[] = ['backtrace'];

/** The findings that answer a verb; undefined when all do. That the host cannot be asked answers every question. */
export function findingsOf(verb: ReadVerb): ReadonlySet<FindingId> | undefined {
  const { findings } = subjects[verb];
  return findings === undefined ? undefined : new Set([...findings, 'host-unreachable', 'host-sick']);
}
