# `open-logs`: what each parent of root's, and the programs that it runs as the same user, such as rotatelogs, hold open: `file PID FD BYTES EPOCH PATH` for a regular file
# that is appended to, `gone PID FD BYTES EPOCH PATH` for one that was deleted, `pipe PID FD NAME` for a parent's standard error and a program's standard input;
# then `open-logs N`. At most 16 parents, 16 programs each, 1,000 files each.
# `error-log`: of each parent, the last 256 KiB of the file that its main error log ends in, each line behind `PID| `; then `error-log N`.
below() {
  owner=$(stat -c %u "/proc/$1" 2>/dev/null)
  { cat "/proc/$1/task/$1/children"; echo; } 2>/dev/null | tr ' ' '\n' | while read -r child; do
    comm=
    { read -r comm < "/proc/$child/comm"; } 2>/dev/null
    case $comm in
      '' | apache2* | httpd*) continue ;;
      sh | bash | dash) cat "/proc/$child/task/$child/children" 2>/dev/null ;;
    esac
    echo "$child"
  done | tr ' ' '\n' | while read -r child; do
    [ -n "$child" ] && [ "$(stat -c %u "/proc/$child" 2>/dev/null)" = "$owner" ] && echo "$child"
  done | head -n 16
}

# held PID parent|program: a parent appends to its logs; a program such as tee may not. ls shows the mode of a descriptor as that of its link.
held() {
  set +f
  {
    awk '$1 == "flags:" { sub(/.*\//, "", FILENAME); print "f " FILENAME " " $2 }' "/proc/$1/fdinfo/"* 2>/dev/null | head -n 1000
    # shellcheck disable=SC2012 # names that are not printable are left out below
    ls -l "/proc/$1/fd" 2>/dev/null | sed -n 's/^l\(..\).* \([0-9][0-9]*\) -> \(.*\)$/l \2 \1 \3/p' | head -n 1000
    stat -L -c 's %n|%F|%s %Y' "/proc/$1/fd/"* 2>/dev/null | sed -n 's/^s .*\/\([0-9]*\)|regular[^|]*|\(.*\)$/s \1 \2/p' | head -n 1000
  } | awk -v pid="$1" -v kind="$2" '
    $1 == "f" { appends[$2] = int(substr($3, length($3) - 3, 1) / 2) % 2; next }
    $1 == "s" { size[$2] = $3 " " $4; next }
    /[^ -~]/ { next }
    { fd = $2; mode = $3; path = $0; sub(/^l [0-9]+ [^ ]+ /, "", path) }
    path ~ /^pipe:\[[0-9]+\]$/ { if (kind fd == "parent2" || kind fd == "program0") print "pipe", pid, fd, path; next }
    path !~ /^\// || path ~ /^\/(run|var\/run|dev|proc)\// || mode !~ /w/ { next }
    { order[++n] = fd; target[fd] = path }
    END {
      for (i = 1; i <= n; i++) {
        fd = order[i]
        if (!(fd in size) || (kind == "parent" && !appends[fd])) continue
        gone = sub(/ \(deleted\)$/, "", target[fd])
        print (gone ? "gone" : "file"), pid, fd, size[fd], target[fd]
      }
    }'
  set -f
}

held_by() {
  held "$1" parent
  for program in $(below "$1"); do held "$program" program; done
}

# Any user may start a program of that name, and root's own too: a link called apache2 to su(1) is a process of root with that name, whose standard error they chose.
# Its real user id is still theirs.
of_root() {
  parents | while read -r pid; do
    { while read -r name real rest; do case $name in Uid:) [ "$real" != 0 ] || echo "$pid"; break ;; esac; done < "/proc/$pid/status"; } 2>/dev/null
  done | head -n 16
}

open_logs() {
  count=0
  for pid in $(of_root); do
    count=$((count + 1))
    held_by "$pid"
  done
  echo "open-logs $count"
}

# The file that a parent's standard error is, or that the program at the other end of its pipe writes, as `PID FD`.
end_of() {
  held_by "$1" | awk -v parent="$1" '
    $1 == "pipe" { if ($2 == parent) pipe = $4; else reads[$2] = $4; next }
    $2 == parent { if ($3 == 2) own = $2 " " $3; next }
    !($2 in writes) { writes[$2] = $2 " " $3 }
    END {
      if (own != "") print own
      else if (pipe != "") for (pid in writes) if (reads[pid] == pipe) { print writes[pid]; exit }
    }'
}

error_log() {
  count=0
  for pid in $(of_root | head -n 4); do
    count=$((count + 1))
    end=$(end_of "$pid")
    [ -n "$end" ] || continue
    limited 5 tail -c 262144 "/proc/${end% *}/fd/${end#* }" 2>/dev/null | tr -d '\000\r' | cut -c1-8000 | sed "s/^/$pid| /"
    echo
  done
  echo "error-log $count"
}
