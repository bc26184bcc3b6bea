# $1 httpd's binary, $2 configuration root. Where cores go, which are there, and the newest backtrace that systemd-coredump kept. Reads names and sizes, never a core.
say() { line=$(head -n 1 "$2" 2>/dev/null); [ "$line" ] && echo "== $1 $line"; }
say pattern /proc/sys/kernel/core_pattern
say suid-dumpable /proc/sys/fs/suid_dumpable
folder=$(grep -rhiE '^[[:space:]]*CoreDumpDirectory[[:space:]]' "$2" 2>/dev/null | awk '{ gsub(/"/, "", $2); print $2; exit }')
for f in "$folder"/core* /var/crash/*apache* /var/crash/*httpd* /var/spool/abrt/*/coredump /var/lib/systemd/coredump/core.apache2.* /var/lib/systemd/coredump/core.httpd.*; do
  [ -f "$f" ] && case $f in /*)
    # shellcheck disable=SC2012 # one plain name each; stat(1) has no options that all systems share
    ls -ln -- "$f" 2>/dev/null | awk -v path="$f" '{ print "== file " $5 " " path }' ;; esac
done | head -n 20
if has coredumpctl; then echo '== coredumpctl'; limited 6 coredumpctl --no-pager info "$1" 2>/dev/null | tail -n 120 | head -c 20000; fi
:
