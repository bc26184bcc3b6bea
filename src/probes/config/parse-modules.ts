import type { ReadContext } from '../../model/source.ts';
import { parseErrorLog } from '../logs/parse-log.ts';
import { noDump } from './errors.ts';
import type { ModulesFacts } from './facts.ts';
import { privilegeOf } from './parse-configtest.ts';

// httpd -M (also -t -D DUMP_MODULES), seen from 2.2 to 2.4.71:
//   Loaded Modules:
//    core_module (static)
//    mpm_event_module (shared)
// A configuration that cannot be read prints its error instead: refused, configtest tells more.

/** Reads `httpd -M`. */
export function readModules(text: string, context: ReadContext): ModulesFacts {
  const modules: ModulesFacts['modules'] = [];
  const others: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const found = /^\s*([A-Za-z0-9_]{1,80}) \((static|shared)\)\s*$/.exec(line.slice(0, 200));
    if (found?.[1] !== undefined) modules.push({ name: found[1], shared: found[2] === 'shared' });
    else others.push(line.slice(0, 4000));
  }
  if (modules.length === 0) throw noDump(text, 'httpd -M listed no module');
  return {
    privileged: privilegeOf(text),
    modules,
    entries: parseErrorLog(codesOnly(others), 'modules', context).entries,
  };
}

/** The lines that carry an AH code, for reading as messages. */
export function codesOnly(lines: readonly string[]): string {
  return lines.filter((line) => /\bAH\d{5}: /.test(line)).join('\n');
}
