import { z } from 'zod';

/** One process whose name is httpd's. */
export const ApacheProcess = z.object({
  pid: z.number().int(),
  ppid: z.number().int(),
  pgrp: z.number().int(),
  /** One letter of proc(5): `R`, `S`, `D`, `T`, `Z`. */
  state: z.string(),
  threads: z.number().int(),
  ageSeconds: z.number().optional(),
  /** Start in clock ticks since boot (proc_pid_stat(5), field 22): tells a reused pid apart. */
  startTicks: z.number(),
  rssKiB: z.number(),
  uid: z.number().int().optional(),
  comm: z.string(),
});
export type ApacheProcess = z.infer<typeof ApacheProcess>;

/** An Apache process whose parent is not Apache: a server's parent process, or what is left of one. */
export const ApacheRoot = z.object({
  pid: z.number().int(),
  ppid: z.number().int(),
  /** `orphan` = a worker whose parent is gone; `parent` = everything else. */
  role: z.enum(['parent', 'orphan']),
  cgroup: z.string(),
  /** systemd unit that owns the process; absent for sessions, containers and hosts without systemd. */
  unit: z.string().optional(),
  /** argv; empty where the host could not fork to read it. */
  argv: z.array(z.string()),
  /** Apache children of this process. */
  children: z.number().int(),
});
export type ApacheRoot = z.infer<typeof ApacheRoot>;

/** What kind of host this is, which Apache runs on it, and what may be asked of it. */
export const Survey = z.object({
  /** The host's clock as ISO 8601 in UTC. */
  now: z.string().optional(),
  zoneMinutes: z.number().int().optional(),
  uptimeSeconds: z.number().optional(),
  bootId: z.string().optional(),
  hostname: z.string().optional(),
  kernel: z.string().optional(),
  os: z.object({
    id: z.string().optional(),
    like: z.array(z.string()),
    version: z.string().optional(),
    name: z.string().optional(),
  }),
  systemd: z.boolean(),
  /** Name of process 1. */
  init: z.string().optional(),
  container: z.boolean(),
  /** False when the host could not start a process: then only what needs none is known. */
  forks: z.boolean(),
  user: z.object({ uid: z.number().int().optional(), name: z.string().optional(), groups: z.array(z.string()) }),
  /** `root` = the session is root's; `all` = every command; `some` = the listed ones; `none`; `unknown` = not asked or no answer. */
  sudo: z.enum(['root', 'all', 'some', 'none', 'unknown']),
  sudoCommands: z.array(z.string()),
  /** Seconds after which sudo, or systemd, was waited for no longer, and not asked again. */
  sudoSlow: z.number().optional(),
  systemdSlow: z.number().optional(),
  tools: z.array(z.string()),
  /** Those of the well-known paths that exist. */
  paths: z.array(z.string()),
  /** False where /proc is missing or hides other users' processes (hidepid): then no process proves nothing. */
  processesVisible: z.boolean(),
  processes: z.array(ApacheProcess),
  roots: z.array(ApacheRoot),
  /** Children of an Apache parent that are not Apache, such as log pipes or a passphrase prompt. */
  helpers: z.array(z.object({ pid: z.number().int(), ppid: z.number().int(), comm: z.string() })),
  /** Apache processes seen beyond those listed. */
  unlisted: z.number().int(),
  userNames: z.record(z.string(), z.string()),
});
export type Survey = z.infer<typeof Survey>;
