# `processes`: for each httpd process
# process PID ppid N uid N threads N fds N rss KiB pss KiB private KiB swap KiB deleted N exe-deleted yes|no exe PATH
# then `mapped PID PATH` for up to 8 replaced files that it runs code from; sizes are `-` where the kernel gives none. At last `processes N`.
sizes() {
  rollup="/proc/$1/smaps_rollup"
  [ -r "$rollup" ] || rollup="/proc/$1/smaps"
  awk '
    FILENAME !~ /\/maps$/ {
      if ($1 == "Rss:") { rss += $2; seen = 1 }
      else if ($1 == "Pss:") pss += $2
      else if ($1 == "Private_Clean:" || $1 == "Private_Dirty:") private += $2
      else if ($1 == "Swap:") swap += $2
      next
    }
    / \(deleted\)$/ {
      path = $0
      sub(/^[^\/]*/, "", path)
      sub(/ \(deleted\)$/, "", path)
      if (path ~ /^\/(dev\/|memfd:|SYSV|\[)/) next
      if ($2 !~ /x/ && path !~ /\.so[.0-9]*$/) next
      if (path in known) next
      known[path] = 1
      if (++deleted <= 8) names = names "\n" path
    }
    END {
      if (seen) printf "%d %d %d %d", rss, pss, private, swap
      else printf "- - - -"
      printf " %d%s\n", deleted, names
    }' "$rollup" "/proc/$1/maps" 2>/dev/null
}

show_process() {
  pid=$1
  exe=$(readlink "/proc/$pid/exe" 2>/dev/null) || return 0
  case $exe in *[!\ -~]*) exe='(unprintable)' ;; esac
  gone=no
  case $exe in *' (deleted)') gone=yes; exe=${exe%' (deleted)'} ;; esac
  ppid=- uid=- threads=-
  { while read -r name value rest; do
      case $name in PPid:) ppid=$value ;; Uid:) uid=$value ;; Threads:) threads=$value ;; esac
    done < "/proc/$pid/status"; } 2>/dev/null
  set +f
  set -- "/proc/$pid/fd/"*
  fds=$#
  set -f
  facts=$(sizes "$pid")
  # shellcheck disable=SC2086 # split into words on purpose
  set -- ${facts%%
*}
  [ "$#" -eq 5 ] || set -- - - - - 0
  printf 'process %s ppid %s uid %s threads %s fds %s rss %s pss %s private %s swap %s deleted %s exe-deleted %s exe %s\n' \
    "$pid" "$ppid" "$uid" "$threads" "$fds" "$1" "$2" "$3" "$4" "$5" "$gone" "$exe"
  [ "$5" = 0 ] || printf '%s\n' "$facts" | sed -n "2,9s|^|mapped $pid |p"
}

processes() {
  count=0
  set +f
  for directory in /proc/[0-9]*; do
    comm=
    { read -r comm < "$directory/comm"; } 2>/dev/null
    case $comm in apache2*|httpd*) ;; *) continue ;; esac
    count=$((count + 1))
    [ "$count" -le 2000 ] || { echo 'more processes than 2000'; break; }
    show_process "${directory#/proc/}"
    set +f
  done
  set -f
  echo "processes $count"
}
