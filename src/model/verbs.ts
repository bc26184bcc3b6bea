/** Verbs that look at one host and answer with a report. */
export const readVerbs = [
  'diagnose',
  'status',
  'logs',
  'oom',
  'ports',
  'configtest',
  'workers',
  'memory',
  'mpm-settings',
  'connections',
  'crashes',
  'limits',
  'tls',
  'changes',
  'hardening',
  'preflight',
] as const;
export type ReadVerb = (typeof readVerbs)[number];

/** Verbs that change a host. */
export const changeVerbs = [
  'reload',
  'restart',
  'start',
  'stop',
  'reset-failed',
  'tune',
  'mpm',
  'core-dumps',
  'harden',
  'disable-module',
  'enable-status',
  'release-port',
  'clear-semaphores',
  'rollback',
] as const;
export type ChangeVerb = (typeof changeVerbs)[number];

/** Changes that need nothing but a host, so that a button can stand for them. */
export const bareChangeVerbs = [
  'reload',
  'restart',
  'start',
  'stop',
  'reset-failed',
  'tune',
  'harden',
  'enable-status',
  'clear-semaphores',
  'rollback',
] as const satisfies readonly ChangeVerb[];
export type BareChangeVerb = (typeof bareChangeVerbs)[number];
