import type { Layout } from '../model/layout.ts';
import type { ChangeCommand } from '../model/ports.ts';

/** The graceful reload by the unit that owns the parent; else by the control program, which tests the configuration first. Never a raw signal: that would skip the test. */
export function reloadCommand(layout: Layout, unit: string | undefined): ChangeCommand['argv'] {
  if (unit !== undefined) return ['/usr/bin/systemctl', '--no-pager', '--no-ask-password', 'reload', unit];
  if (layout.startArguments.length === 0) return [asProgram(layout.control), 'graceful'];
  return [asProgram(layout.binary), ...layout.startArguments, '-k', 'graceful'];
}

function asProgram(path: string): `/${string}` {
  return `/${path.replace(/^\/+/, '')}`;
}
