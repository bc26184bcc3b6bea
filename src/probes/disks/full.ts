import type { LogEntry } from '../../model/log-entry.ts';
import type { FileSystem } from './parse.ts';

/** Nothing is left for anybody but root, or less than a log needs within a minute: one MiB. */
const NOTHING_KIB = 1024;
/** Smaller file systems are meant to be small; for them only zero counts. */
const SMALL_KIB = 64 * 1024;

/** True when nothing more can be written to it for want of blocks; read-only images are always full and do not count. */
export function hasNoSpace({ availableKiB, sizeKiB = 0, readOnly, paths }: FileSystem): boolean {
  if (availableKiB === undefined || sizeKiB === 0 || readOnly || paths.length === 0) return false;
  return availableKiB <= (sizeKiB < SMALL_KIB ? 0 : NOTHING_KIB);
}

/** True when no further file can be made on it; file systems that make inodes as needed report none at all. */
export function hasNoInodes({ inodes = 0, inodesFree, readOnly, paths }: FileSystem): boolean {
  return inodes > 0 && inodesFree === 0 && !readOnly && paths.length > 0;
}

/** The file a message of httpd is about. */
export function pathIn({ message, client }: LogEntry): string | undefined {
  return client === undefined
    ? /(?:^|[\s'"])(\/[\w.@+/-]{2,300})/.exec(message.slice(0, 1000))?.[1]?.replace(/\.$/, '')
    : undefined;
}
