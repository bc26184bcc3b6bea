# $1 error log by the layout, $2 configuration root, $3 main file, $4 bytes of its end that are printed, $5 bytes that are searched, $6 pattern of messages of weight,
# $7 pid of the parent or `none`, $8 httpd's own name, $9 where the root-owned helper is, then the command that dumps the virtual hosts.
# The log is the one that the running server holds open where the helper shows it, else the one that the configuration names. It is read as the account, else by
# tail(1) through sudo, which has to grant exactly that, else by the helper. Reads only.
. ../survey/as-root-or-user.sh
. ../../host/oncall-facts/facts.sh
. ./scan.sh
. ./rotated.sh
. ./log-target.sh
. ./open-log.sh
usual=$1 root=$2 first=$3 end=$4 most=$5 pattern=$6 parent=$7 name=$8 helper=$9
shift 9
echo '== directives'
grep -rihE '^[[:space:]]*ErrorLog[[:space:]]' "$root" 2>/dev/null | sort -u | head -n 40
open=''
[ "$parent" = none ] || open=$(open_logs "$helper")
[ -z "$open" ] || { echo '== open'; printf '%s\n' "$open"; }
place=$(printf '%s\n' "$open" | held_log "$parent")
if [ -z "$place" ]; then
  value=$(main_value "$usual" "$root" "$first" "$@")
  place=$(log_target "$value" "$root" "$name")
  case $value in /*) ;; *) echo "== via $value" ;; esac
fi
log=${place#* }
echo '== files'
# shellcheck disable=SC2012 # a name with a strange character is one nobody asks for
ls -ln -- "${log%/*}" 2>/dev/null | awk -v folder="${log%/*}" '/^-.*error/ { size = $5; sub(/^.*[0-9] /, ""); print size " " folder "/" $0 }' | head -n 200
# earlier BYTES: of what stands before the end that is printed whole, what is of weight; a line that the cut meets is in both.
earlier() {
  echo '== earlier'
  searched=$(searched "$most")
  [ "$1" -ge "$searched" ] || searched=$1
  [ "$searched" -gt "$end" ] || return 0
  tail -c "$searched" "$log" | head -c "$((searched - end + 8192))" | scan "$pattern" 40 8 600000
  echo "== size $1 $searched"
  [ "$1" -le "$searched" ] || echo "== begins $(tail -c "$searched" "$log" | tr -d '\000' | head -n 2 | sed -n 2p | cut -c1-200)"
}
read_file() {
  older=$(rotated "$log" "$parent")
  [ -z "$older" ] || { echo '== rotated'; printf '%s\n' "$older"; }
  echo "== log $log"; echo '== earlier'
  few=0; ! fresh_rotated "$log" || few=8
  [ -z "$older" ] || printf '%s\n' "$older" | unrolled "$most" | scan "$pattern" 40 "$few" 200000
  earlier "$(stat -L -c %s -- "$log" 2>/dev/null || wc -c <"$log")"
  echo '== tail'; tail -c "$end" "$log" | tr -d '\000'
}
read_journal() {
  text=$(limited 5 journalctl --no-pager --output=short-iso-precise --lines=4000 --identifier="$log" 2>/dev/null | grep '^[0-9]')
  for file in /var/log/syslog /var/log/messages /var/log/boot.log /var/log/local7; do
    [ -z "$text" ] && [ -r "$file" ] && text=$(tail -c 16777216 "$file" | grep -aF " ${log}[" | tail -n 4000)
  done
  if [ "$text" ]; then
    echo "== log the system log, under $log"; echo '== earlier'
    count=$(printf '%s\n' "$text" | sed -n '$=')
    [ "$count" -le 400 ] || printf '%s\n' "$text" | head -n "$((count - 400))" | scan "$pattern" 40 8 200000
    echo '== tail'; printf '%s\n' "$text" | tail -n 400
  else echo "== refused the system log, under $log"; fi
}
by_helper() { [ -x "$helper" ] && [ "$open" ] && text=$(as_root "$helper" error-log 2>/dev/null </dev/null | sed -n "s/^$parent| //p") && [ "$text" ]; }
case $place in
  journal*) read_journal; exit 0 ;;
  nowhere) echo "== special $value"; exit 0 ;;
esac
if [ "${place%% *}" = gone ]; then
  if by_helper; then echo "== log $log"; echo '== earlier'; echo '== tail'; printf '%s\n' "$text"; else echo "== missing $log"; fi
elif [ -r "$log" ] && [ -f "$log" ]; then read_file
elif [ -e "$log" ] && [ ! -f "$log" ]; then echo "== special $log"
elif text=$(as_root /usr/bin/tail -c "$end" "$log" 2>&1 </dev/null); then
  echo "== log $log"; echo '== earlier'
  as_root /usr/bin/tail -c "$most" "$log" 2>/dev/null </dev/null | tail -c "$(searched "$most")" | scan "$pattern" 40 8 600000
  echo '== tail'; printf '%s\n' "$text"
else
  why=$text
  if by_helper; then echo "== log $log"; echo '== earlier'; echo '== tail'; printf '%s\n' "$text"
  elif [ -x "${log%/*}" ] && [ ! -e "$log" ]; then echo "== missing $log"
  else case $why in 'as_root: not asked'*) printf '%s\n' "$why" ;; *'No such file'*) echo "== missing $log" ;; *) echo "== refused $log" ;; esac
  fi
fi
:
