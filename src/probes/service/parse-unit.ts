import { defined } from '../../lib/defined.ts';
import { type ReadContext, Unrecognised } from '../../model/source.ts';
import { parseJournal } from '../logs/parse-journal.ts';
import type { UnitFacts } from './facts.ts';
import { readProperties, readShow } from './parse-show.ts';
import { readStatus } from './parse-status.ts';

// What the section prints: `== systemd`, then `systemctl show`; or `== openrc` / `== sysv`, then what the script said; or `== none`.
//   OpenRC:   " * status: started"    " * status: stopped"    " * status: crashed"
//   SysV:     "httpd (pid  1234) is running..."   "httpd is stopped"   "httpd dead but pid file exists"   "httpd dead but subsys locked"
//   Debian:   " * apache2 is running"  "[FAIL] apache2 is not running ... failed!"
// Pasted text has no marker: it may be systemctl show, systemctl status or one of these lines. "System has not been booted with systemd"
// and "Failed to connect to bus" are refused: they say nothing about the service.

const noSystemd = /System has not been booted with systemd|Failed to (?:connect to|get D-?Bus)/;
const maskedUnit = /^Failed to [a-z-]+ \S{1,100}: Unit ([\w@.\\-]+) is masked\./m;
const missingUnit = /^Unit ([\w@.\\-]+) could not be found\.|^Failed to get properties/m;

interface Said {
  readonly pattern: RegExp;
  readonly active: string;
  readonly sub: string;
  readonly manager?: 'openrc';
}

const scripts: readonly Said[] = [
  { pattern: /^ ?\* ?status: started/, active: 'active', sub: 'running', manager: 'openrc' },
  { pattern: /^ ?\* ?status: starting/, active: 'activating', sub: 'start', manager: 'openrc' },
  { pattern: /^ ?\* ?status: stopped/, active: 'inactive', sub: 'dead', manager: 'openrc' },
  { pattern: /^ ?\* ?status: crashed/, active: 'failed', sub: 'crashed', manager: 'openrc' },
  {
    pattern: /\b(?:httpd|apache2)\b.{0,40}\bdead but (?:pid file exists|subsys locked)/i,
    active: 'failed',
    sub: 'dead',
  },
  { pattern: /\b(?:httpd|apache2)\b.{0,40}\bis (?:not running|stopped)/i, active: 'inactive', sub: 'dead' },
  { pattern: /\b(?:httpd|apache2)\b.{0,40}\bis running/i, active: 'active', sub: 'running' },
];

/** Reads the state of the service in whichever of the forms above the text has. */
export function readUnit(text: string, context: ReadContext): UnitFacts {
  const lines = text.split(/\r?\n/);
  if (/^== none$/m.test(text)) throw new Unrecognised('no service manager was found on the host', 'not-installed');
  const properties = readProperties(lines);
  if (properties.has('ActiveState')) return withMissing(readShow(lines, context), text);
  const status = readStatus(lines, context);
  if (status !== undefined) return status;
  const said = fromScript(lines);
  if (said !== undefined) return said;
  const missing = missingUnit.exec(text);
  if (missing !== null)
    return { ...bare('systemd'), unit: missing[1], load: 'not-found', stateLine: missing[0].trim() };
  const masked = maskedUnit.exec(text);
  if (masked !== null) return { ...bare('systemd'), unit: masked[1], load: 'masked', stateLine: masked[0].trim() };
  if (noSystemd.test(text)) throw new Unrecognised('systemd does not run on this host', 'not-installed');
  return onlyLog(lines, context);
}

/** A text with nothing but log lines still says what happened, such as the answer of a failed `systemctl start`. */
function onlyLog(lines: readonly string[], context: ReadContext): UnitFacts {
  const told = lines.filter((line) =>
    /systemd\[\d+\]: |^Job for [\w@.-]+ failed|\bAH\d{5}: /.test(line.slice(0, 2000)),
  );
  if (told.length === 0) throw new Unrecognised('neither systemctl show, systemctl status nor a service script');
  return { ...bare('systemd'), entries: parseJournal(lines.join('\n'), 'unit', context).entries };
}

function withMissing(facts: UnitFacts, text: string): UnitFacts {
  return facts.load === undefined && missingUnit.test(text) ? { ...facts, load: 'not-found' } : facts;
}

function bare(manager: UnitFacts['manager']): UnitFacts {
  return { manager, dropIns: [], processes: [], cgroupPids: [], properties: {}, entries: [] };
}

function fromScript(lines: readonly string[]): UnitFacts | undefined {
  for (const line of lines) {
    const start = line.slice(0, 300);
    const said = scripts.find(({ pattern }) => pattern.test(start));
    if (said === undefined) continue;
    const pid = /\(pid\s+(\d{1,10})/.exec(start)?.[1];
    return {
      ...bare(said.manager ?? 'sysv'),
      active: said.active,
      sub: said.sub,
      stateLine: start.trim(),
      ...defined({ mainPid: pid === undefined ? undefined : Number(pid) }),
    };
  }
  return undefined;
}
