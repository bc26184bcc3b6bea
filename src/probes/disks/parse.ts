// == space            (df -P -k)
// Filesystem     1024-blocks     Used Available Capacity Mounted on
// overlay          264055808 30408704  77594624      29% /
// == inodes           (df -P -i)
// Filesystem       Inodes  IUsed    IFree IUse% Mounted on
// overlay        16777216 529559 16247657    4% /
// == mounts           (from /proc/mounts): overlay / overlay rw
// Versions: coreutils, busybox. Refused: a section without df's table.
import { z } from 'zod';
import { defined } from '../../lib/defined.ts';
import { Unrecognised } from '../../model/source.ts';

/** One file system that httpd writes to or reads from. */
export const FileSystem = z.object({
  device: z.string(),
  mount: z.string(),
  /** Which of our paths lie on it. */
  paths: z.array(z.string()),
  sizeKiB: z.number().optional(),
  availableKiB: z.number().optional(),
  inodes: z.number().optional(),
  inodesFree: z.number().optional(),
  readOnly: z.boolean(),
  /** df's line about space, and the one about inodes. */
  line: z.string(),
  inodeLine: z.string().optional(),
  mountLine: z.string().optional(),
});
export type FileSystem = z.infer<typeof FileSystem>;

/** The file systems of logs, run directory, temporary files and configuration. */
export const DiskFacts = z.object({ fileSystems: z.array(FileSystem) });
export type DiskFacts = z.infer<typeof DiskFacts>;

const row = /^(\S.{0,200}?)\s+(\d{1,18}|-)\s+(\d{1,18}|-)\s+(-?\d{1,18}|-)\s+(?:\d{1,3}%|-)\s+(\/.{0,300})$/;

function part(text: string, name: string): string {
  const from = text.split(`== ${name}\n`)[1];
  return from === undefined ? '' : (from.split(/^== /m)[0] ?? '');
}

function number(text: string | undefined): number | undefined {
  return text === undefined || text === '-' ? undefined : Number(text);
}

function isOn(path: string, mount: string): boolean {
  return mount === '/' || path === mount || path.startsWith(`${mount}/`);
}

function pathsOn(mount: string, mounts: readonly string[], paths: readonly string[]): string[] {
  return paths.filter((path) => {
    const on = mounts.filter((other) => isOn(path, other));
    return on.length > 0 && on.every((other) => other.length <= mount.length) && on.includes(mount);
  });
}

/**
 * Reads the section of the `disks` probe; `paths` are the ones it was asked about.
 * @throws {Unrecognised} when df printed no table.
 */
export function readDisks(text: string): DiskFacts {
  const rows = part(text, 'space')
    .split('\n')
    .map((line) => row.exec(line.trim()));
  const spaces = rows.filter((match) => match !== null);
  if (spaces.length === 0) throw new Unrecognised('df printed no file systems', 'failed');
  const inodes = part(text, 'inodes')
    .split('\n')
    .map((line) => row.exec(line.trim()));
  const mounted = part(text, 'mounts').split('\n');
  const asked = part(text, 'paths')
    .split('\n')
    .filter((path) => path.startsWith('/'));
  const mounts = spaces.map((match) => match[5] ?? '');
  const seen = new Set<string>();
  const fileSystems: FileSystem[] = [];
  for (const match of spaces) {
    const [line, device = '', size, , available, mount = ''] = match;
    if (seen.has(mount)) continue;
    seen.add(mount);
    const inode = inodes.find((other) => other?.[5] === mount);
    const mountLine = mounted.findLast((entry) => entry.split(' ')[1] === mount);
    fileSystems.push({
      device,
      mount,
      paths: pathsOn(mount, mounts, asked),
      ...optional('sizeKiB', number(size)),
      ...optional('availableKiB', number(available)),
      ...optional('inodes', number(inode?.[2])),
      ...optional('inodesFree', number(inode?.[4])),
      readOnly: /^(?:\S+ ){3}ro$/.test(mountLine ?? ''),
      line,
      ...defined({ inodeLine: inode?.[0], mountLine }),
    });
  }
  return { fileSystems };
}

function optional(name: string, value: number | undefined): Record<string, number> {
  return value === undefined ? {} : { [name]: value };
}
