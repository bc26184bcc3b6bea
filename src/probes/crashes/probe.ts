import { hostHelper, hostHelperCommand, hostHelperPath } from '../../host/oncall-facts/oncall-facts.ts';
import { defineProbe } from '../../model/source.ts';
import { BacktraceFacts, readBacktrace } from './backtrace-facts.ts';
import { CoreFacts, readCores } from './cores.ts';

/** Where cores go on this host, which are there, and the newest backtrace that systemd-coredump kept. */
export const cores = defineProbe({
  id: 'cores',
  title: 'Core dumps',
  question: 'whether crashes left cores, where, and what their backtrace names',
  wants: 'to list the core directory; coredumpctl and the group systemd-journal for backtraces',
  facts: CoreFacts,
  section: (layout) => ({
    program: `
say() { line=$(head -n 1 "$2" 2>/dev/null); [ "$line" ] && echo "== $1 $line"; }
say pattern /proc/sys/kernel/core_pattern
say suid-dumpable /proc/sys/fs/suid_dumpable
folder=$(grep -rhiE '^[[:space:]]*CoreDumpDirectory[[:space:]]' "$2" 2>/dev/null | awk '{ gsub(/"/, "", $2); print $2; exit }')
for f in "$folder"/core* /var/crash/*apache* /var/crash/*httpd* /var/spool/abrt/*/coredump /var/lib/systemd/coredump/core.apache2.* /var/lib/systemd/coredump/core.httpd.*; do
  [ -f "$f" ] && case $f in /*) ls -ln -- "$f" 2>/dev/null | awk -v path="$f" '{ print "== file " $5 " " path }' ;; esac
done | head -n 20
if has coredumpctl; then echo '== coredumpctl'; limited 6 coredumpctl --no-pager info "$1" 2>/dev/null | tail -n 120 | head -c 20000; fi
:`,
    args: [layout.binary, layout.configRoot],
    seconds: 10,
    bytes: 40_000,
  }),
  parse: (text) => readCores(text),
});

/** What the newest core shows, by gdb; slow and heavy enough that only who asks for crashes gets it. */
export const backtrace = defineProbe({
  id: 'backtrace',
  title: 'Backtrace of the newest core',
  question: 'which code the newest core names',
  wants: 'the root-owned helper, gdb, and a core in CoreDumpDirectory',
  facts: BacktraceFacts,
  privileged: () => [hostHelperCommand('backtrace')],
  section: () => ({
    program: `
if answer=$(as_root ${hostHelperPath} backtrace 2>/dev/null); then printf '%s\\n' "$answer"
elif [ "\${oncall_uid:-$(id -u)}" = 0 ]; then sh -c "$1" oncall-facts backtrace
else echo 'refused the helper may not be run'; fi
`,
    args: [hostHelper],
    seconds: 40,
    bytes: 250_000,
  }),
  parse: (text) => readBacktrace(text),
  partial: ({ complete, by }) => {
    if (!complete) return 'gdb did not come to its end';
    return by === 'current' ? 'no thread shows a signal handler, so the one that crashed is a guess' : undefined;
  },
});
