import { defined } from '../../lib/defined.ts';
// == me oncall                                     the account that looks
// == journal | == file /var/log/auth.log           where the lines below are from
// 2026-11-21T13:20:32.459466+0000 web-1 sudo[229]: admin : USER=root ; COMMAND=/usr/bin/systemctl reload apache2
// Nov 21 13:20:32 web-1 sudo: admin : command not allowed ; USER=root ; COMMAND=/usr/bin/sh …
// == seen 12                                       lines of sudo, sessions opened and closed included
// == blind journal | == blind /var/log/secure      this user may not read it
// == none                                          there is no sudo on this host
// Already without directory, environment and arguments that may be secret. Refused: nothing but `== blind`.

import { z } from 'zod';
import { loadProgram } from '../../lib/program.ts';
import { defineProbe, type ReadContext, Unrecognised } from '../../model/source.ts';
import { readTime } from '../logs/time.ts';

const program = loadProgram(import.meta.dirname, 'sudo-use.sh');

/** Programs whose arguments say what was done and hold no secrets; of all others only the program is shown. */
export const harmless = [
  'systemctl service rc-service apachectl apache2ctl httpd apache2 a2enmod a2dismod a2ensite a2dissite a2enconf a2disconf a2query',
  'apt apt-get dnf yum zypper apk dpkg rpm snap vi vim nano emacs sudoedit tee cp mv ln rm chmod chown chgrp install touch mkdir rmdir',
  'kill killall pkill reboot shutdown poweroff halt init telinit timedatectl hostnamectl setenforce setsebool restorecon semodule logrotate',
  'mount umount swapon swapoff cat less more head tail journalctl dmesg ss netstat ps ipcs ipcrm ufw firewall-cmd nginx oncall-change oncall-balancer',
].join(' ');

/** One use of sudo. */
export const SudoUse = z.object({
  at: z.string().optional(),
  user: z.string(),
  /** The account it was run as. */
  as: z.string(),
  /** Program, and its arguments where they cannot be secret. */
  command: z.string(),
  /** Why sudo refused, in its own words; absent when it ran. */
  refused: z.string().optional(),
  line: z.string(),
});
export type SudoUse = z.infer<typeof SudoUse>;

/** Who used sudo within the last day, oldest first. */
export const SudoFacts = z.object({
  /** `journal`, the path of a file, or `none` where there is no sudo. */
  origin: z.string(),
  uses: z.array(SudoUse),
  /** Looks of the account that asks now, which change nothing and are not listed. */
  ownLooks: z.number().int(),
});
export type SudoFacts = z.infer<typeof SudoFacts>;

const use =
  /^(\S.{3,60}?) \S{1,255} sudo(?:-rs)?(?:\[\d{1,10}\])?: (\S{1,64}) : (?:(?!USER=)([^;]{1,100}) ; )?USER=(\S{1,64}) ; COMMAND=(.{1,400})$/;
const changing =
  /(?:^|\/)(?:(?:kill|pkill|killall|reboot|shutdown|a2(?:en|dis)\w{3,4})(?= |$)|oncall-(?:change (?:apply|restore|release-port|semaphores)|balancer)(?= |$)|(?:systemctl|service|rc-service|apachectl|apache2ctl|httpd|apache2) (?:.* )?(?:reload|restart|try-restart|start|stop|graceful|graceful-stop|reset-failed|kill)(?= |$))/;
const DAY_MS = 86_400_000;

/**
 * Reads the section of the `sudo-use` probe.
 * @throws {Unrecognised} when no log of sudo may be read or is kept.
 */
export function readSudo(text: string, context: ReadContext): SudoFacts {
  if (/^== none$/m.test(text)) return { origin: 'none', uses: [], ownLooks: 0 };
  const origin = /^== (?:(journal)|file (\/.{1,200}))$/m.exec(text);
  if (origin === null) {
    const blind = [...text.matchAll(/^== blind (.{1,200})$/gm)].map(([, path]) => path);
    if (blind.length > 0)
      throw new Unrecognised(
        `${blind.map((path) => (path === 'journal' ? 'the journal' : path)).join(' and ')} may not be read by this user`,
        'not-permitted',
      );
    throw new Unrecognised('this host keeps no log of sudo', 'not-installed');
  }
  const me = /^== me (\S{1,64})$/m.exec(text)?.[1];
  const now = Date.parse(context.now ?? '');
  const all = text.split('\n').flatMap((line) => readUse(line, context));
  const recent = all.filter(({ at }) => !(now - Date.parse(at ?? '') > DAY_MS));
  const uses = recent.filter(
    ({ user, command, refused }) => user !== me || refused !== undefined || changing.test(command),
  );
  return { origin: origin[1] ?? origin[2] ?? '', uses, ownLooks: recent.length - uses.length };
}

function readUse(line: string, context: ReadContext): SudoUse[] {
  const [, time = '', user, refused, as = '', command = ''] = use.exec(line.slice(0, 1_000)) ?? [];
  if (user === undefined) return [];
  const at = readTime(time, context);
  return [{ ...defined({ at }), user, as, command, ...defined({ refused }), line }];
}

/** `admin ran /usr/bin/systemctl reload apache2`, `eve was refused /bin/sh as root (command not allowed)`. */
export function sudoText({ user, as, command, refused }: SudoUse): string {
  const other = as === 'root' ? '' : ` as ${as}`;
  return refused === undefined
    ? `${user} ran ${command}${other} through sudo`
    : `sudo refused ${user} ${command}${other} (${refused})`;
}

/** Who used sudo within the last day. */
export const sudoUse = defineProbe({
  id: 'sudo-use',
  title: 'Uses of sudo',
  question: 'who did what as root within the last day',
  wants: 'to read the journal (group systemd-journal or adm), or /var/log/auth.log',
  facts: SudoFacts,
  section: () => ({ program, args: [harmless], seconds: 10, bytes: 120_000, keep: 'end' }),
  parse: (text, _capture, context) => readSudo(text, context),
});

const writing =
  /(?:^|\/)(?:vim?|nano|emacs|sudoedit|tee|cp|mv|ln|rm|install|touch|chmod|chown|chgrp|a2(?:en|dis)\w{3,4}) /;
const SESSION_MS = 3_600_000;

/** The use of sudo that most probably wrote a file at that time: a program that writes, with the file as an argument, within the hour before; the newest. */
export function writerOf(uses: readonly SudoUse[], path: string, at: string): SudoUse | undefined {
  const written = Date.parse(at);
  const name = /[^/]+$/.exec(path)?.[0].replace(/\.(?:conf|load)$/, '');
  return uses.findLast(({ at: began = '', command, refused }) => {
    const before = written - Date.parse(began);
    if (refused !== undefined || !writing.test(command) || !(before >= -2_000 && before <= SESSION_MS)) return false;
    const words = command.split(' ').slice(1);
    return (
      words.includes(path) ||
      (/\/a2\w{5,6} /.test(command) && before < 10_000 && name !== undefined && words.includes(name))
    );
  });
}
