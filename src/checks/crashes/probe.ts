import { defineProbe } from '../../model/source.ts';
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
