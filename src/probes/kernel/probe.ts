import { defineProbe } from '../../model/source.ts';
import { LogFacts } from '../logs/facts.ts';
import { CounterFacts, readCounters } from './counters.ts';
import { readKernelLog } from './kernel-log.ts';

/** Kernel lines that matter here, as an awk pattern; the table rows of an out-of-memory dump are among them. */
const wanted = [
  'oom|Out of memory|out of memory|[Kk]ill(ed)? process|Tasks state|\\[ *pid *\\]|\\] +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+ ',
  'memory: usage|segfault at|traps: |general protection|fork rejected|Core dump|Resource limits disable|coredump',
  'SYN flooding|TCP: out of memory|TCP: drop open request|table full|nf_conntrack|file-max limit|page allocation failure',
  'read-only|EXT4-fs error|XFS .*[Ee]rror|I/O error|blocked for more than|soft lockup|rcu.*stall|Linux version',
].join('|');

const JOURNAL = ['/usr/bin/journalctl', '--output=short-iso-precise', '--no-pager', '--since=-7d', '_TRANSPORT=kernel'];

/** Messages of the kernel: the OOM killer, crashes, refused forks, broken file systems. */
export const kernelLog = defineProbe({
  id: 'kernel-log',
  title: 'Kernel log',
  question: 'whether the kernel killed or stopped something: memory, crashes, task limits, disks',
  wants: 'journalctl for kernel messages (group systemd-journal or adm), or dmesg through sudo',
  facts: LogFacts,
  privileged: () => [JOURNAL, ['/usr/bin/dmesg']],
  section: () => ({
    program: `
pick() { awk -v wanted="$1" '
  /^(Hint: |No journal files|sudo: )|not permitted|Permission denied/ { print; blind = 1; next }
  !/^([0-9][0-9][0-9][0-9]-|\\[|[A-Z][a-z][a-z] )/ { next }
  { seen++ }
  $0 ~ wanted { n++; delete line[n - 900]; line[n] = substr($0, 1, 1000) }
  END { for (i = n > 900 ? n - 899 : 1; i <= n; i++) print line[i]; print "== seen " seen + 0 (blind ? " blind" : ""); exit seen ? 0 : 1 }'; }
look() { text=$("$@" 2>&1 | pick "$pattern") && { printf '%s\\n' "$text"; exit 0; }; printf '%s\\n' "$text"; case $text in *blind) return 1 ;; esac; }
up=0; { read -r up rest; } 2>/dev/null </proc/uptime
echo "== clock $(date +%s) $up"
pattern=$1 program=$2; shift 2
if has journalctl; then
  echo '== journal'
  if look limited 6 journalctl "$@" || look as_root "$program" "$@"; then
    look limited 6 journalctl --output=short-iso --no-pager --since=-7d _TRANSPORT=kernel
    [ -c /dev/kmsg ] && { echo '== quiet'; exit 0; }
  fi
fi
echo '== dmesg'
has dmesg && { look dmesg; look as_root /usr/bin/dmesg; }
for f in /var/log/kern.log /var/log/messages /var/log/syslog; do
  [ -r "$f" ] && [ -f "$f" ] || continue
  echo "== file $f"
  tail -c 16777216 "$f" | grep -a ' kernel: ' | pick "$pattern"
  exit 0
done
:`,
    args: [wanted, ...JOURNAL],
    seconds: 20,
    bytes: 600_000,
    keep: 'end',
  }),
  parse: (text, _capture, context) => readKernelLog(text, context),
});

/** What the service's control group counted: kills, refused forks, memory and tasks against their limits. */
export const oomCounters = defineProbe({
  id: 'oom-counters',
  title: 'Control group counters',
  question:
    'whether the kernel killed a process of the service or refused it a new one, as counted by its control group',
  wants: 'a readable /sys/fs/cgroup',
  facts: CounterFacts,
  section: (layout) => ({
    program: `
show() {
  { while IFS= read -r line || [ -n "$line" ]; do echo "$1 $line"; done; } 2>/dev/null <"$2/$1"
}
group() {
  [ -e "$1/cgroup.procs" ] || return 0
  echo "== group $1"
  shift_from=$1; shift
  for name; do show "$name" "$shift_from"; done
}
found=
{ while IFS= read -r line; do
  path=\${line#*:*:}
  case $line in
    0::/) ;;
    0::*) found=y; group "/sys/fs/cgroup$path" memory.events memory.current memory.max memory.high memory.peak pids.current pids.max pids.events ;;
    *:memory:*) found=y; group "/sys/fs/cgroup/memory$path" memory.oom_control memory.failcnt memory.usage_in_bytes memory.limit_in_bytes memory.max_usage_in_bytes ;;
    *:pids:*) found=y; group "/sys/fs/cgroup/pids$path" pids.current pids.max pids.events ;;
  esac
done; } 2>/dev/null <"/proc/$1/cgroup"
if [ -z "$found" ] && [ "$2" ]; then
  group "/sys/fs/cgroup/system.slice/$2" memory.events memory.current memory.max memory.high memory.peak pids.current pids.max pids.events
  group "/sys/fs/cgroup/memory/system.slice/$2" memory.oom_control memory.failcnt memory.usage_in_bytes memory.limit_in_bytes memory.max_usage_in_bytes
  group "/sys/fs/cgroup/pids/system.slice/$2" pids.current pids.max pids.events
fi
group /sys/fs/cgroup memory.events memory.current memory.max pids.current pids.max pids.events
group /sys/fs/cgroup/memory memory.oom_control memory.usage_in_bytes memory.limit_in_bytes
group /sys/fs/cgroup/pids pids.current pids.max pids.events
:`,
    args: [String(layout.parentPid ?? 0), layout.unit ?? ''],
    seconds: 3,
    bytes: 20_000,
    builtinOnly: true,
  }),
  parse: (text) => readCounters(text),
});
