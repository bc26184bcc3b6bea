import type { FindingId } from '../model/finding.ts';
import type { ReadVerb } from '../model/verbs.ts';
import { rules } from '../rules/index.ts';

/** What a verb is about: its title and the sources it looks at. */
export interface Subject {
  readonly title: string;
  /** Source ids; everything unless said. */
  readonly sources?: readonly string[];
  /** True when every finding answers it; else those whose rules say so, and the others are named in one line. */
  readonly everything?: true;
}

const messages = ['error-log', 'vhost-logs', 'journal'];
/** What each verb is about. */
export const subjects: Readonly<Record<ReadVerb, Subject>> = {
  diagnose: { title: 'Diagnosis', everything: true },
  status: {
    title: 'Status',
    everything: true,
    sources: ['unit', 'processes', 'status-page', 'request', 'version', 'vitals'],
  },
  logs: { title: 'Error log', sources: messages, everything: true },
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
  },
  ports: {
    title: 'Ports',
    sources: ['listeners', 'directives', 'queue-counters', ...messages],
  },
  configtest: {
    title: 'Configuration test',
    sources: ['configtest', 'directives', 'version', 'modules', 'vhosts'],
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
  },
  'mpm-settings': {
    title: 'MPM and its limits',
    sources: ['directives', 'version', 'modules', 'configtest', 'processes', 'error-log', 'journal', 'status-page'],
  },
  connections: {
    title: 'Connections',
    sources: ['listeners', 'connections', 'queue-counters', 'directives', 'access-log', 'status-page'],
  },
  crashes: {
    title: 'Crashes',
    sources: ['cores', 'backtrace', 'kernel-log', 'limits', 'processes', 'unit', 'directives', 'modules', ...messages],
  },
  limits: {
    title: 'Limits',
    sources: ['limits', 'unit', 'vitals', 'semaphores', 'processes', 'directives', 'kernel-log', 'disks', ...messages],
  },
  tls: {
    title: 'Certificates and keys',
    sources: ['certificates', 'directives', 'configtest', ...messages],
  },
  changes: {
    title: 'What changed lately',
    sources: ['config-tree', 'packages', 'boots', 'sudo-use', 'processes', 'unit', ...messages],
  },
  hardening: {
    title: 'Hardening',
    sources: ['directives', 'modules', 'config-tree', 'version', 'configtest'],
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
  },
};

/** Sources that cost the host more than a look, so that only the verbs that name them ask for them. */
export const onRequest: readonly string[] = ['backtrace'];

/** The findings that answer a verb; undefined when all do. */
export function findingsOf(verb: ReadVerb): ReadonlySet<FindingId> | undefined {
  if (subjects[verb].everything === true) return undefined;
  return new Set(rules.filter(({ answers }) => answers.includes(verb)).map(({ id }) => id));
}
