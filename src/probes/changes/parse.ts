import { type ReadContext, Unrecognised } from '../../model/source.ts';
import { fromEpoch, readTime } from '../logs/time.ts';
import type { BootsFacts, PackageChange, PackagesFacts } from './facts.ts';

// == dpkg    2026-11-21 07:20:11 upgrade apache2-bin:amd64 2.4.62-1~deb12u2 2.4.71-1~deb12u1
// == rpm     httpd-2.4.57-5.el9.x86_64                     Tue Nov 14 10:11:12 2023
// == zypp    2026-01-02 10:00:00|install|apache2|2.4.58-1.1|x86_64||repo-oss|
// == apk     (no log: the installed packages with their dates are not kept)
// == none    refused: nothing can be said.
// Boots: `uptime 3512.22`, `btime 1795243600`.

const dpkg =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (install|upgrade|remove|purge) ([^\s:]{1,120})(?::\S+)? (\S{1,120}) (\S{1,120})$/;
const rpm = /^(\S{3,200}?)-(\d\S{0,100}) {2,}(\S.{10,60})$/;
const zypp = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\|(install|remove) ?\|([^|]{1,120})\|([^|]{1,100})\|/;

/** Reads what the package manager logged. */
export function readPackages(text: string, context: ReadContext): PackagesFacts {
  const origin = /^== (dpkg|rpm|zypp)$/m.exec(text)?.[1];
  if (origin === undefined) throw new Unrecognised('no package log was found', 'not-installed');
  const changes = text.split('\n').flatMap((line): PackageChange[] => {
    const change = readChange(line.slice(0, 500), context);
    return change === undefined ? [] : [change];
  });
  changes.sort((one, other) => Date.parse(one.at ?? '') - Date.parse(other.at ?? '') || 0);
  return { origin, changes };
}

function readChange(line: string, context: ReadContext): PackageChange | undefined {
  const debian = dpkg.exec(line);
  if (debian?.[3] !== undefined) {
    const [, at = '', action = '', name, from = '', to = ''] = debian;
    return { at: readTime(at, context), action, name, ...known({ from, to }), line };
  }
  const suse = zypp.exec(line);
  if (suse?.[3] !== undefined)
    return {
      at: readTime(suse[1] ?? '', context),
      action: suse[2] ?? '',
      name: suse[3],
      ...known({ to: suse[4] ?? '' }),
      line,
    };
  const redhat = rpm.exec(line);
  if (redhat?.[1] === undefined) return undefined;
  const at = readTime((redhat[3] ?? '').trim(), context);
  return at === undefined ? undefined : { at, action: 'present', name: redhat[1], to: redhat[2], line };
}

function known(versions: { from?: string; to?: string }): { from?: string; to?: string } {
  return Object.fromEntries(Object.entries(versions).filter(([, version]) => version !== '' && version !== '<none>'));
}

/** Reads when the host started. */
export function readBoots(text: string): BootsFacts {
  const uptime = /^uptime (\d{1,12}(?:\.\d{1,4})?)/m.exec(text);
  const btime = /^btime (\d{9,11})$/m.exec(text);
  const bootedAt = fromEpoch(Number(btime?.[1]) * 1000);
  if (uptime === null || bootedAt === undefined) throw new Unrecognised('no uptime in /proc');
  return {
    bootedAt,
    uptimeSeconds: Number(uptime[1]),
    line: uptime[0],
  };
}
