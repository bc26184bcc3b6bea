# semaphores ID...: removes semaphores of dead servers.
# Time since boot of the oldest httpd parent, in seconds, to $oldest (empty when none runs). A parent is root's, leads its session and has no httpd above it;
# anything else at the top is an orphan or somebody's own server, whose semaphores nobody can tell from dead ones.
find_oldest_server() {
  set +f
  for directory in /proc/[0-9]*; do
    comm=
    { read -r comm <"$directory/comm"; } 2>/dev/null
    program=$(readlink -- "$directory/exe" 2>/dev/null)
    program=${program##*/}
    case $comm/$program in apache2ctl/dash|apache2ctl/bash|apache2ctl/sh) continue ;; apache2*|httpd*|*/apache2*|*/httpd*) ;; *) continue ;; esac
    uid=$(awk '$1 == "Uid:" { print $3 }' "$directory/status" 2>/dev/null)
    sed 's/^.*) //' "$directory/stat" 2>/dev/null | awk -v pid="${directory##*/}" -v uid="$uid" '{ print pid, $2, $4, $20, uid }'
  done >"$work/servers"
  set -f
  oldest=$(awk -v tick="$(getconf CLK_TCK 2>/dev/null || echo 100)" '
    { pid[$1] = 1; parent[$1] = $2; session[$1] = $3; start[$1] = $4 / tick; uid[$1] = $5 }
    END {
      for (one in pid) {
        if (parent[one] in pid) continue
        if (uid[one] != 0 || session[one] != one) { print "orphan", one; exit }
        if (oldest == "" || start[one] < oldest) oldest = start[one]
      }
      if (oldest != "") print int(oldest)
    }' "$work/servers")
  case $oldest in orphan*) fail $PROTECTED "pid ${oldest#orphan } is an httpd without a parent: it may use any of these" ;; esac
}

# A semaphore is a dead server's when httpd made it (root created it, the run user owns it, mode 600), it was made 5 seconds or more before the oldest httpd
# parent that lives was started, and the last process that used it is gone and nobody waits on it.
semaphores() {
  { [ "$#" -ge 1 ] && [ "$#" -le 64 ]; } || fail $USAGE 'from 1 to 64 ids at a time'
  for id in "$@"; do is_number "$id" 0 2147483647 || fail $USAGE 'an id is a number'; done
  need_root
  for need in ipcs ipcrm; do command -v "$need" >/dev/null 2>&1 || fail $UNSEEN "$need is not installed"; done
  [ -r /proc/sysvipc/sem ] || fail $UNSEEN '/proc/sysvipc/sem cannot be read'
  open_work
  find_server
  run_user
  find_oldest_server
  booted=$(awk '$1 == "btime" { print $2 }' /proc/stat)
  is_number "$booted" 1 9999999999 || fail $UNSEEN 'the time of the boot is not known'
  for id in "$@"; do check_semaphore "$id"; done
  for id in "$@"; do
    ipcrm -s "$id" || fail $FAILED "semaphore $id could not be removed"
    echo "removed $id"
  done
}

check_semaphore() {
  # shellcheck disable=SC2046 # split into words on purpose
  set -- "$1" $(awk -v id="$1" 'FNR > 1 && $2 == id { print $3, $5, $7, $10; exit }' /proc/sysvipc/sem)
  [ "$#" -eq 5 ] || fail $OTHER "there is no semaphore $1"
  { [ "$2" = 600 ] && [ "$3" = "$run_uid" ] && [ "$4" = 0 ]; } || fail $OTHER "semaphore $1 was not made by httpd for $run_name"
  [ -z "$oldest" ] || [ "$(($5 + 5))" -lt "$((booted + oldest))" ] || fail $PROTECTED "semaphore $1 may belong to the server that runs: it is not older"
  limited 10 ipcs -s -i "$1" 2>/dev/null | awk '$1 ~ /^[0-9]+$/ && NF == 5 { seen = 1; print $3 + $4, $5 } END { if (!seen) print "unseen 0" }' >"$work/users"
  while read -r waiting pid; do
    [ "$waiting" = 0 ] || fail $PROTECTED "semaphore $1 is waited for, or its users cannot be seen"
    case $pid in ''|*[!0-9]*) fail $UNSEEN "the users of semaphore $1 cannot be seen" ;; esac
    [ "$pid" = 0 ] || [ ! -d "/proc/$pid" ] || fail $PROTECTED "pid $pid, which used semaphore $1 last, lives"
  done <"$work/users" || exit $?
}
