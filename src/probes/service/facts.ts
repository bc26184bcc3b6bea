import { z } from 'zod';
import { LogEntry } from '../../model/log-entry.ts';

/** One command of the unit that ran, such as `ExecStart` or `ExecReload`, and how it ended. */
export const UnitProcess = z.object({
  step: z.string(),
  pid: z.number().int().optional(),
  command: z.string(),
  /** `exited`, `killed` or `dumped`; absent while it runs. */
  code: z.string().optional(),
  /** Exit status or signal number, as systemd words it: `1/FAILURE`, `KILL`, `9/KILL`. */
  status: z.string().optional(),
  /** Set where the unit says that its failure does not matter (`-` before the command). */
  mayFail: z.boolean().optional(),
});
export type UnitProcess = z.infer<typeof UnitProcess>;

/** State of the service by its manager; from `systemctl show`, `systemctl status`, OpenRC or a SysV script. */
export const UnitFacts = z.object({
  manager: z.enum(['systemd', 'openrc', 'sysv']),
  unit: z.string().optional(),
  /** `loaded`, `not-found`, `masked`, `error`, `bad-setting`. */
  load: z.string().optional(),
  /** `active`, `inactive`, `failed`, `activating`, `deactivating`, `reloading`. */
  active: z.string().optional(),
  sub: z.string().optional(),
  /** `success`, `exit-code`, `signal`, `core-dump`, `oom-kill`, `timeout`, `start-limit-hit`, `protocol`, `resources`. */
  result: z.string().optional(),
  mainPid: z.number().int().optional(),
  /** How the last main process ended: `exited`, `killed`, `dumped`. */
  mainCode: z.string().optional(),
  mainStatus: z.string().optional(),
  nRestarts: z.number().int().optional(),
  activeSince: z.string().optional(),
  inactiveSince: z.string().optional(),
  startedAt: z.string().optional(),
  statusText: z.string().optional(),
  restart: z.string().optional(),
  oomPolicy: z.string().optional(),
  startTimeoutSeconds: z.number().optional(),
  tasks: z.number().int().optional(),
  tasksMax: z.number().int().optional(),
  memoryBytes: z.number().optional(),
  memoryMaxBytes: z.number().optional(),
  privateTmp: z.boolean().optional(),
  needReload: z.boolean().optional(),
  enabled: z.string().optional(),
  controlGroup: z.string().optional(),
  dropIns: z.array(z.string()),
  processes: z.array(UnitProcess),
  cgroupPids: z.array(z.number().int()),
  /** The line that states the result, for quoting: `Active: failed (Result: …)`, `Result=…`. */
  stateLine: z.string().optional(),
  /** Every property of `systemctl show` that was asked for; unset numbers are left out. */
  properties: z.record(z.string(), z.string()),
  /** Every unit of the host that systemd counts as failed; absent where it was not asked. */
  failedUnits: z.array(z.string()).optional(),
  entries: z.array(LogEntry),
});
export type UnitFacts = z.infer<typeof UnitFacts>;

/** What `httpd -V` says about the program on disk. */
export const VersionFacts = z.object({
  /** As printed: `Apache/2.4.71 (Debian)`. */
  server: z.string(),
  /** `2.4.71`; absent when the build hides it. */
  version: z.string().optional(),
  built: z.string().optional(),
  /** `event`, `worker`, `prefork`, `itk`, …; absent when the configuration could not be read far enough to know. */
  mpm: z.string().optional(),
  threaded: z.boolean().optional(),
  architecture: z.string().optional(),
  root: z.string().optional(),
  config: z.string().optional(),
  defines: z.record(z.string(), z.string()),
  entries: z.array(LogEntry),
});
export type VersionFacts = z.infer<typeof VersionFacts>;
