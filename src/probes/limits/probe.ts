import { defineProbe } from '../../model/source.ts';
import { LimitFacts, readLimits } from './parse.ts';
import { readSemaphores, SemaphoreFacts } from './semaphores.ts';
import { readVitals, VitalFacts } from './vitals.ts';

/** Shell functions that print a file behind a name with built-ins only; a number below /proc/sys may have one digit, for more cannot be read so. */
const say = `
say() { line=; { IFS= read -r line; } 2>/dev/null <"$2"; [ "$line" ] && echo "== $1 $line"; }
body() { [ -r "$2" ] || return 0; echo "== $1"; { while IFS= read -r line; do echo "$line"; done; } 2>/dev/null <"$2"; }
`;

/** Limits the running parent was given, which is what counts, whatever the unit or a shell says. */
export const limits = defineProbe({
  id: 'limits',
  title: 'Process limits',
  question: 'which limits the running server has for files, processes and cores',
  wants: 'a running server; root to count its open files',
  facts: LimitFacts,
  section(layout) {
    if (layout.parentPid === undefined) return undefined;
    return {
      program: `${say}
echo "== pid $1"
{ while IFS= read -r line; do echo "$line"; done; } <"/proc/$1/limits"
if [ -r "/proc/$1/fd" ]; then n=0; for f in "/proc/$1/fd/"*; do [ -L "$f" ] && n=$((n + 1)); done; [ "$n" -gt 0 ] && echo "== fds $n"; fi
:`,
      args: [String(layout.parentPid)],
      seconds: 3,
      bytes: 20_000,
      builtinOnly: true,
    };
  },
  parse: (text) => readLimits(text),
});

/** SysV semaphores in use: httpd's mutexes may need them, and dead servers leave theirs behind. */
export const semaphores = defineProbe({
  id: 'semaphores',
  title: 'Semaphores',
  question: 'whether free SysV semaphores are left for httpd’s mutexes',
  wants: 'a readable /proc/sysvipc/sem',
  facts: SemaphoreFacts,
  section: ({ runUser }) => ({
    program: `
printf '== sem '; head -n 1 /proc/sys/kernel/sem
uid=$(id -u -- "$1" 2>/dev/null) && echo "== user $1 $uid"
awk 'NR > 1 { arrays++; all += $4; owners[$5]++ }
  END { print "== count " arrays + 0 " " all + 0; for (uid in owners) print "== owner " uid " " owners[uid] }' /proc/sysvipc/sem | head -n 50
echo '== table'; head -n 4000 /proc/sysvipc/sem
:`,
    args: [runUser],
    seconds: 3,
    bytes: 400_000,
  }),
  parse: (text) => readSemaphores(text),
});

/** Memory, swap, load and pressure of the whole machine, read without starting a process. */
export const vitals = defineProbe({
  id: 'vitals',
  title: 'Memory and load',
  question: 'whether the machine itself is short of memory, swap or processors',
  wants: 'a readable /proc',
  facts: VitalFacts,
  section: () => ({
    program: `${say}
say loadavg /proc/loadavg
n=0; { while read -r line rest; do case $line in cpu[0-9]*) n=$((n + 1)) ;; esac; done; } 2>/dev/null </proc/stat; echo "== cpus $n"
[ -e /run/systemd/container ] || [ -e /.dockerenv ] || [ -e /run/.containerenv ] && echo '== contained'
say overcommit /proc/sys/vm/overcommit_memory
body meminfo /proc/meminfo
body psi-memory /proc/pressure/memory
body psi-cpu /proc/pressure/cpu
body psi-io /proc/pressure/io
:`,
    args: [],
    seconds: 3,
    bytes: 20_000,
    builtinOnly: true,
  }),
  parse: (text) => readVitals(text),
});
