# $1 the lines that matter, as an awk pattern; $2 journalctl by its path, then its arguments, as sudo may grant them. At most 900 lines of the journal, else of the
# kernel's own buffer, else of a file of syslog, and `== seen` with the number of lines there were. Reads only.
pick() { wanted=$1 awk '
BEGIN { wanted = ENVIRON["wanted"] }
  /^(Hint: |No journal files|sudo: )|not permitted|Permission denied/ { print; blind = 1; next }
  !/^([0-9][0-9][0-9][0-9]-|\[|[A-Z][a-z][a-z] )/ { next }
  { seen++ }
  $0 ~ wanted { n++; delete line[n - 900]; line[n] = substr($0, 1, 1000) }
  END { for (i = n > 900 ? n - 899 : 1; i <= n; i++) print line[i]; print "== seen " seen + 0 (blind ? " blind" : ""); exit seen ? 0 : 1 }'; }
look() { text=$("$@" 2>&1 | pick "$pattern") && { printf '%s\n' "$text"; exit 0; }; printf '%s\n' "$text"; case $text in *blind) return 1 ;; esac; }
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
  { [ -r "$f" ] && [ -f "$f" ]; } || continue
  echo "== file $f"
  tail -c 16777216 "$f" | grep -a ' kernel: ' | pick "$pattern"
  exit 0
done
:
