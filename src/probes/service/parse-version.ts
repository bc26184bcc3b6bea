import { type ReadContext, Unrecognised } from '../../model/source.ts';
import { parseErrorLog } from '../logs/parse-log.ts';
import type { VersionFacts } from './facts.ts';

// httpd -V, apache2ctl -V, seen from 2.2.15 to 2.4.71:
//   Server version: Apache/2.4.71 (Debian)
//   Server built:   2026-11-12T08:58:41
//   Server MPM:     event            empty when the configuration could not be read (run without envvars, broken)
//     threaded:     yes (fixed thread count)
//    -D HTTPD_ROOT="/etc/apache2"
// Lines of httpd itself may stand before it (AH00111, AH00558, syntax errors): they are kept as messages. Text without
// "Server version:" is refused.

const field = /^\s{0,8}(Server version|Server built|Server MPM|Architecture|threaded|forked):[ \t]*(.*)$/;
const define = /^\s{0,8}-D ([A-Z][A-Z0-9_]{1,60})(?:="?([^"]{0,300})"?)?/;

/** Reads `httpd -V`. */
export function readVersion(text: string, context: ReadContext): VersionFacts {
  const fields = new Map<string, string>();
  const defines: Record<string, string> = {};
  const others: string[] = [];
  let reason = false;
  for (const whole of text.split(/\r?\n/)) {
    const line = whole.slice(0, 2000);
    const found = field.exec(line);
    const defined = define.exec(line);
    if (found?.[1] !== undefined) fields.set(found[1], (found[2] ?? '').trim());
    else if (defined?.[1] !== undefined) defines[defined[1]] = defined[2] ?? '';
    else if (reason || /\bAH\d{5}: |Syntax error on line/.test(line)) others.push(line);
    reason = /Syntax error on line .{1,1000}:\s*$/.test(line);
  }
  const server = fields.get('Server version');
  if (server === undefined) throw new Unrecognised('no "Server version:" line');
  const { entries } = parseErrorLog(others.join('\n'), 'version', context);
  return { server, ...details(fields, defines), defines, entries };
}

function details(
  fields: ReadonlyMap<string, string>,
  defines: Readonly<Record<string, string>>,
): Omit<VersionFacts, 'server' | 'defines' | 'entries'> {
  const some = (text: string | undefined): string | undefined => (text === '' ? undefined : text);
  const mpm = some(fields.get('Server MPM')?.toLowerCase());
  const threaded = fields.get('threaded');
  const root = some(defines['HTTPD_ROOT']);
  const config = some(defines['SERVER_CONFIG_FILE']);
  return {
    version: /\/(\d+\.\d+\.\d+)/.exec(fields.get('Server version') ?? '')?.[1],
    built: some(fields.get('Server built')),
    mpm,
    threaded: threaded === undefined ? undefined : threaded.startsWith('yes'),
    architecture: some(fields.get('Architecture')),
    root,
    config: config === undefined || root === undefined || config.startsWith('/') ? config : `${root}/${config}`,
  };
}
