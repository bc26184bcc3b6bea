# How others were answered, out of the access logs; the looks of this bot are left out by their User-Agent.
read_log() {
  if [ -f "$1" ] && [ -r "$1" ]; then tail -n "$lines" -- "$1"
  elif [ "$1" = "$log" ]; then as_root /usr/bin/tail -n "$lines" "$1" 2>/dev/null </dev/null
  else return 1; fi
}
# with_log: adds to each site a tab and the file its requests are logged in: its own where its block says so, else the one of all virtual hosts.
with_log() {
  while IFS='	' read -r address port name place; do
    own=
    case $place in /*:*) own=$(own_log "${place%:*}" "${place##*:}") ;; esac
    [ "$own" ] || [ "$place" = - ] || [ ! -f "${log%/*}/other_vhosts_access.log" ] || own=${log%/*}/other_vhosts_access.log
    printf '%s\t%s\t%s\t%s\t%s\n' "$address" "$port" "$name" "$place" "${own:-$log}"
  done
}
own_log() { block_value "$1" "$2" '^(customlog|transferlog)$'; }
# block_value FILE LINE NAMES: the path that the first of these directives names in the virtual host that begins there; nothing for a program or an unknown variable.
block_value() {
  { [ -f "$1" ] && [ -r "$1" ]; } || return 0
  awk -v from="$2" -v names="$3" -v folder="${log%/*}" -v root="$root" '
    NR < from { next }
    tolower($1) ~ /^<\/virtualhost>/ { exit }
    tolower($1) ~ names {
      v = $2; gsub(/["\047]/, "", v); sub(/^\$\{APACHE_LOG_DIR\}/, folder, v)
      if (v ~ /^[|]/ || v ~ /[$]/) exit
      print v ~ /^\// ? v : root "/" v
      exit
    }' "$1"
}
# root_of FILE:LINE: says so where the DocumentRoot of that virtual host leads nowhere or has no index file, as far as this account may look.
root_of() {
  case $1 in /*:*) ;; *) return 0 ;; esac
  place_root=$(block_value "${1%:*}" "${1##*:}" '^documentroot$')
  [ "$place_root" ] || return 0
  if [ -e "$place_root" ]; then
    { [ -r "$place_root" ] && [ -x "$place_root" ]; } || return 0
    for index in "$place_root"/index.* "$place_root"/[Dd]efault.* "$place_root"/home.* "$place_root"/.htaccess; do [ ! -e "$index" ] || return 0; done
    echo "== no-index $place_root"
    return 0
  fi
  place=${place_root%/*}
  while [ "$place" ] && [ ! -e "$place" ]; do place=${place%/*}; done
  [ ! -x "${place:-/}" ] || echo "== no-root $place_root"
}
# history_of LOG NAME PORT: a log without names of sites tells only of the one that has it for itself.
history_of() {
  names=$(printf '%s\n' "$with_logs" | awk -F '\t' -v path="$1" '$5 == path && $3 $4 != "--" && !seen[$3]++ { n++ } END { print n + 0 }')
  [ "$2" != - ] || names=$((names + 1))
  text=$(read_log "$1") || { echo "== unread $1"; return; }
  echo "== log $1"
  printf '%s\n' "$text" | awk -v name="$2" -v port="$3" -v names="$names" '
    function note(key) {
      if (!(key in count)) first[key] = at
      count[key]++; last[key] = at
    }
    /"[^"]*apache-oncall[^"]*"[ \t]*$/ { next }
    {
      n = split(substr($0, 1, 8000), part, "\"")
      split(part[n > 2 ? 3 : 2], after, " ")
      if (n < 3 || after[1] !~ /^[1-5][0-9][0-9]$/) next
      if ($1 ~ /^[A-Za-z0-9.-]+:[0-9]+$/) { if (tolower($1) != name ":" port) next }
      else if (names > 1) next
      if (!match(part[1], /\[[0-9]+\/[A-Za-z]+\/[0-9:]+ [-+][0-9]+\]/)) next
      at = substr(part[1], RSTART + 1, RLENGTH - 2); sub(/ /, "", at)
      note("k " substr(after[1], 1, 1))
      if (part[2] ~ /^(GET|HEAD) \/([ ?]|$)/) note("h " after[1])
    }
    END { for (key in count) print key, count[key], first[key], last[key] }' | sort | head -n 30
}
