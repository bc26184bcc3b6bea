import type { ReadContext } from '../../model/source.ts';
import { parseErrorLog } from '../logs/parse-log.ts';
import { noDump } from './errors.ts';
import type { Vhost, VhostsFacts } from './facts.ts';
import { privilegeOf } from './parse-configtest.ts';
import { codesOnly } from './parse-modules.ts';

// httpd -S (-t -D DUMP_VHOSTS -D DUMP_RUN_CFG), seen from 2.2 to 2.4.71:
//   *:80                   localhost (/etc/apache2/sites-enabled/000-default.conf:1)
//   *:443                  is a NameVirtualHost
//            default server a.example (/etc/httpd/conf.d/ssl.conf:56)
//            port 443 namevhost b.example (/etc/httpd/conf.d/b.conf:1)
//                    alias www.b.example
//   Mutex default: dir="/var/run/apache2/" mechanism=default
//   User: name="www-data" id=33
// Text with none of these is refused.

const single = /^(\S{1,120}:(?:\d{1,5}|\*)) {2,}(\S{1,300}) \((.{1,600}):(\d{1,7})\)$/;
const group = /^(\S{1,120}:(?:\d{1,5}|\*)) {2,}is a NameVirtualHost$/;
const member = /^\s{4,}(default server|port \d{1,5} namevhost|port \* namevhost) (\S{1,300}) \((.{1,600}):(\d{1,7})\)$/;
const setting = /^(ServerRoot|Main DocumentRoot|Main ErrorLog|PidFile): "(.{0,600})"$/;
const identity = /^(User|Group): name="([^"]{1,100})"/;
const mutex = /^Mutex ([\w-]{1,60}): (.{1,400})$/;

interface Reading {
  readonly vhosts: Vhost[];
  readonly settings: Map<string, string>;
  readonly defines: string[];
  readonly mutexes: VhostsFacts['mutexes'];
  address: string | undefined;
}

/** Reads `httpd -S`. */
export function readVhosts(text: string, context: ReadContext): VhostsFacts {
  const reading: Reading = { vhosts: [], settings: new Map(), defines: [], mutexes: [], address: undefined };
  const lines = text.split(/\r?\n/).map((line) => line.slice(0, 2000));
  for (const line of lines) if (!readVhost(line, reading)) readSetting(line, reading);
  const { vhosts, settings, defines, mutexes } = reading;
  if (vhosts.length === 0 && settings.size === 0) throw noDump(text, 'not the answer of httpd -S');
  return {
    privileged: privilegeOf(text),
    vhosts,
    errorLog: settings.get('Main ErrorLog'),
    pidFile: settings.get('PidFile'),
    user: settings.get('User'),
    group: settings.get('Group'),
    defines,
    mutexes,
    entries: parseErrorLog(codesOnly(lines), 'vhosts', context).entries,
  };
}

function readVhost(line: string, reading: Reading): boolean {
  const alone = single.exec(line);
  if (alone !== null) {
    reading.address = undefined;
    reading.vhosts.push(vhost(alone[1] ?? '', alone[2] ?? '', alone[3] ?? '', Number(alone[4]), true));
    return true;
  }
  const named = group.exec(line);
  if (named !== null) {
    reading.address = named[1];
    return true;
  }
  const one = member.exec(line);
  if (one !== null && reading.address !== undefined) {
    const next = vhost(reading.address, one[2] ?? '', one[3] ?? '', Number(one[4]), one[1] === 'default server');
    const known = reading.vhosts.some((other) => isSame(other, next));
    if (!known) reading.vhosts.push(next);
    return true;
  }
  const alias = /^\s{8,}(?:wild )?alias (\S{1,300})$/.exec(line);
  if (alias?.[1] !== undefined) reading.vhosts.at(-1)?.aliases.push(alias[1]);
  return alias !== null;
}

function isSame(one: Vhost, other: Vhost): boolean {
  return one.address === other.address && one.file === other.file && one.line === other.line;
}

function vhost(address: string, name: string, file: string, line: number, isDefault: boolean): Vhost {
  return { address, name, file, line, isDefault, aliases: [] };
}

function readSetting(line: string, reading: Reading): void {
  const found = setting.exec(line) ?? identity.exec(line);
  if (found?.[1] !== undefined) reading.settings.set(found[1], found[2] ?? '');
  const defined = /^Define: (\S{1,200})/.exec(line)?.[1];
  if (defined !== undefined) reading.defines.push(defined);
  const one = mutex.exec(line);
  if (one?.[1] === undefined) return;
  const mechanism = /mechanism=(\S+)/.exec(one[2] ?? '')?.[1];
  const directory = /dir="([^"]*)"/.exec(one[2] ?? '')?.[1];
  reading.mutexes.push({ name: one[1], mechanism, directory });
}
