# restore ID and history: undoes a change from what was saved, and lists what was done.
items_of() {
  sed -n 's/^item //p' "$state/$1/manifest"
}

# Everything as it was, last things first; a folder that is in use stays.
put_back() {
  items_of "$1" | awk '{ rank = $4 ~ /^dir:/ ? 1 : $5 ~ /^dir:/ ? 3 : 2; print rank, $0 }' | sort -s -k1,1n | cut -d' ' -f2- >"$work/back" || return 1
  while read -r number kind path before after; do
    remove_leftovers "$1" "${path%/*}"
    [ "$(state_of "$path")" != "$before" ] || continue
    place "$1" "$path" "$before" "$state/$1/$number" exactly || return 1
  done <"$work/back" || return 1
  sync
}

remove_leftovers() {
  trusted_folder "$2" || return 0
  set +f
  rm -f -- "$2/.oncall-$1."*
  set -f
}

restore() {
  is_id "$1" || fail $USAGE 'restore needs an id of 16 hexadecimal digits'
  need_root
  id=$1
  open_state
  take_lock
  { [ -d "$state/$id" ] && [ -f "$state/$id/manifest" ]; } || fail $USAGE "there is no change $id"
  if [ "$(marked "$id")" = restored ]; then
    echo "restored $id"
    exit 0
  fi
  open_work
  find_server
  unfinished=yes
  [ "$(marked "$id")" != applied ] || unfinished=no
  items_of "$id" >"$work/items" || fail $BROKEN 'no room for working files'
  while read -r number kind path before after; do
    there=$(state_of "$path")
    [ "$there" = "$after" ] || { [ "$unfinished" = yes ] && [ "$there" = "$before" ]; } || fail $FOREIGN "$path is not as change $id left it; nothing was changed"
  done <"$work/items" || exit $?
  trap ':' HUP INT TERM QUIT
  { mark "$id" restoring && put_back "$id" && mark "$id" restored; } || fail $UNDONE "change $id could not be undone whole: run restore $id again"
  read_units "$id"
  echo "restored $id"
  ask_server "$work/test" configtest || echo "warning: configtest fails now: $(head -c 2000 "$work/test")"
}

list_changes() {
  need_root
  [ -e "$state" ] || return 0
  open_state
  set +f
  for manifest in "$state"/*/manifest; do
    set -f
    [ -f "$manifest" ] || continue
    id=${manifest%/manifest}
    id=${id##*/}
    is_id "$id" || continue
    case $(marked "$id") in applied) now=applied ;; restored) now=restored ;; *) now=unfinished ;; esac
    awk -v id="$id" -v now="$now" '$1 == "serial" { serial = $2 } $1 == "time" { time = $2 } $1 == "ops" { sub(/^ops /, ""); ops = $0 } END { print serial, "change", id, time, now, ops }' "$manifest"
  done | sort -k1,1nr | cut -d' ' -f2- | head -n 50
}
