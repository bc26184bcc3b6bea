# $1 error log, $2 configuration root, $3 bytes of its end that are printed, $4 bytes that are searched, $5 pattern of messages of weight, $6 pid of the parent or
# `none`. The log is read as the account, else by tail(1) through sudo, which has to grant exactly that. Reads only.
. ./scan.sh
. ./rotated.sh
echo '== directives'
grep -rihE '^[[:space:]]*ErrorLog[[:space:]]' "$2" 2>/dev/null | sort -u | head -n 40
echo '== files'
# shellcheck disable=SC2012 # a name with a strange character is one nobody asks for
ls -ln -- "${1%/*}" 2>/dev/null | awk -v folder="${1%/*}" '/^-.*error/ { size = $5; sub(/^.*[0-9] /, ""); print size " " folder "/" $0 }' | head -n 200
if [ -r "$1" ] && [ -f "$1" ]; then
  older=$(rotated "$1" "$6")
  [ -z "$older" ] || { echo '== rotated'; printf '%s\n' "$older"; }
  echo "== log $1"; echo '== earlier'
  few=0; case $(find "$1.1" -mmin -60 2>/dev/null) in ?*) few=8 ;; esac
  [ -z "$older" ] || printf '%s\n' "$older" | unrolled "$4" | scan "$5" 40 "$few" | tail -c 200000
  searched=$(searched "$4")
  tail -c "$searched" "$1" | tr -d '\000' | scan "$5" 40 8 | tail -c 600000
  echo "== size $(stat -c %s -- "$1" 2>/dev/null) $searched"
  echo '== tail'; tail -c "$3" "$1"
elif [ -e "$1" ] && [ ! -f "$1" ]; then echo "== special $1"
elif text=$(as_root /usr/bin/tail -c "$3" "$1" 2>&1 </dev/null); then
  echo "== log $1"; echo '== earlier'
  as_root /usr/bin/tail -c "$4" "$1" 2>/dev/null </dev/null | tail -c "$(searched "$4")" | tr -d '\000' | scan "$5" 40 8 | tail -c 600000
  echo '== tail'; printf '%s\n' "$text"
elif [ -x "${1%/*}" ] && [ ! -e "$1" ]; then echo "== missing $1"
else case $text in 'as_root: not asked'*) printf '%s\n' "$text" ;; *'No such file'*) echo "== missing $1" ;; *) echo "== refused $1" ;; esac
fi
:
