import type { Probe } from '../model/source.ts';
import { probes } from '../probes/index.ts';

/** Kinds of text that can be pasted, and the source whose reader knows them. */
const sourceOfKind = {
  error_log: 'error-log',
  kernel: 'kernel-log',
  journal: 'journal',
  systemctl: 'unit',
  configtest: 'configtest',
  ss: 'listeners',
  netstat: 'listeners',
  'server-status': 'status-page',
  ps: 'processes',
  'httpd-V': 'version',
  'proc-limits': 'limits',
} as const;

export type Kind = keyof typeof sourceOfKind;

export const kinds = Object.keys(sourceOfKind) as readonly Kind[];

/** True for the kinds that `explain` takes, spelled exactly. */
export function isKind(text: string): text is Kind {
  return Object.hasOwn(sourceOfKind, text);
}

/** The probe whose reader judges text of that kind. */
export function probeOfKind(kind: Kind): Probe {
  const probe = probes.find((one) => one.id === sourceOfKind[kind]);
  if (probe === undefined) throw new Error(`no probe reads ${kind}`);
  return probe;
}
