import type { Layout } from '../../../model/layout.ts';
import type { ChangeCommand } from '../../../model/ports.ts';

/** systemctl waits for the unit's ExecReload, bounded by 90 s by default (DefaultTimeoutStartSec in systemd-system.conf). */
export const RELOAD_SECONDS = 100;

/** systemctl reset-failed only asks systemd. */
export const RESET_SECONDS = 15;

/** What systemctl is asked to do with the server's own unit. */
export const unitVerbs = ['reload', 'restart', 'start', 'stop', 'reset-failed'] as const;
export type UnitVerb = (typeof unitVerbs)[number];

/** The exact systemctl call: no pager, which as root would be a shell, and no question. */
export function unitCommand(verb: UnitVerb, unit: string): ChangeCommand['argv'] {
  return ['/usr/bin/systemctl', '--no-pager', '--no-ask-password', verb, unit];
}

/** The graceful reload by the unit that owns the parent; else by the control program, which tests the configuration first. Never a raw signal: that would skip the test. */
export function reloadCommand(layout: Layout, unit: string | undefined): ChangeCommand['argv'] {
  if (unit !== undefined) return unitCommand('reload', unit);
  if (layout.startArguments.length === 0) return [asProgram(layout.control), 'graceful'];
  return [asProgram(layout.binary), ...layout.startArguments, '-k', 'graceful'];
}

function asProgram(path: string): `/${string}` {
  return `/${path.replace(/^\/+/, '')}`;
}
