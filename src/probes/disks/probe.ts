import { defineProbe } from '../../model/source.ts';
import { DiskFacts, readDisks } from './parse.ts';

/** Room, inodes and mount state of the file systems httpd depends on. */
export const disks = defineProbe({
  id: 'disks',
  title: 'Disks',
  question: 'whether a disk httpd needs is full, out of inodes or read-only',
  wants: 'df on the host',
  facts: DiskFacts,
  section: (layout) => ({
    program: `
echo '== paths'; for f in "$@"; do echo "$f"; done
for f; do shift; while [ ! -e "$f" ] && [ "$f" != / ] && [ "$f" ]; do f=\${f%/*}; [ "$f" ] || f=/; done; set -- "$@" "$f"; done
echo '== space'; limited 5 df -P -k -- "$@" 2>/dev/null
echo '== inodes'; limited 5 df -P -i -- "$@" 2>/dev/null
echo '== mounts'; awk 'NR <= 400 { split($4, option, ","); print $1, $2, $3, option[1] }' /proc/mounts 2>/dev/null
:`,
    args: [
      layout.logDirectory,
      layout.pidFile.replace(/\/[^/]*$/, '') || '/run',
      '/tmp',
      '/dev/shm',
      layout.configRoot,
      '/',
    ],
    seconds: 12,
    bytes: 80_000,
  }),
  parse: (text) => readDisks(text),
});
