/** The part of the helper that saves, writes, tests and takes back, and lists what was done. */
export const editorApply = `open_state() {
  trusted_folder /var/lib || fail $UNSEEN '/var/lib can be changed by somebody besides root'
  [ -e "$state" ] || [ -h "$state" ] || mkdir -m 0700 "$state" || fail $BROKEN "$state cannot be made"
  [ -d "$state" ] && [ ! -h "$state" ] && [ "$(stat -c '%u %a' -- "$state")" = '0 700' ] || fail $UNSEEN "$state is not a folder of root with mode 0700"
}

take_lock() {
  command -v flock >/dev/null 2>&1 || fail $UNSEEN 'flock is not installed'
  [ ! -h "$state/lock" ] && exec 9>>"$state/lock" || fail $BROKEN "$state/lock cannot be opened"
  tries=0
  until flock -n 9; do
    tries=$((tries + 1))
    [ "$tries" -lt 10 ] || fail $BUSY 'another change of this host has not ended'
    sleep 1 9>&-
  done
}

mark() {
  printf '%s\\n' "$2" >"$state/$1/state.next" && flush "$state/$1/state.next" && mv -f -- "$state/$1/state.next" "$state/$1/state"
}

marked() {
  cat "$state/$1/state" 2>/dev/null
}

flush() {
  sync "$1" 2>/dev/null || sync
}

# Saves what was there, and what is to be: from here on restore can take it back.
save_change() {
  folder=$state/.new-$1
  rm -rf -- "$folder"
  serial=$(($(cat "$state/serial" 2>/dev/null || echo 0) + 1))
  mkdir -m 0700 "$folder" &&
    printf '%s\\n' "$serial" >"$state/serial" &&
    printf 'oncall-change 1\\nid %s\\nserial %s\\ntime %s\\nresult %s\\nops %s\\n' "$1" "$serial" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$result" "$2" >"$folder/manifest" || return 1
  while read -r path number before after; do
    kind=file
    case $path:$before$after in /etc/systemd/*) kind=dropin ;; *:*link:*) kind=link ;; *:absentfile:*) kind=new ;; *dir:*) kind=folder ;; esac
    printf 'item %s %s %s %s %s\\n' "$number" "$kind" "$path" "$before" "$after" >>"$folder/manifest" || return 1
    case $before in file:*) cp -a -- "$path" "$folder/$number" && [ "file:$(sha_of "$folder/$number"):$(stat -c %u:%g:%a -- "$folder/$number")" = "$before" ] || return 1 ;; esac
  done <"$work/changes" || return 1
  printf 'prepared\\n' >"$folder/state" && sync && mv -T -- "$folder" "$state/$1" && sync
}

# The newest 200 are kept, and nothing of one that was killed while it saved, so that nobody can fill the disk.
forget_oldest() {
  set +f
  rm -rf -- "$state"/.new-*
  for manifest in "$state"/*/manifest; do
    set -f
    id_of=\${manifest%/manifest}
    id_of=\${id_of##*/}
    is_id "$id_of" && sed -n "s/^serial \\([0-9]*\\)\\$/\\1 $id_of/p" "$manifest"
  done | sort -k1,1nr | tail -n +201 | while read -r serial oldest; do rm -rf -- "$state/$oldest"; done
  set -f
}

# Puts content in place of a file in one step: place_file ID PATH SOURCE UID GID MODE SHA256 [exactly]
place_file() {
  temporary=$(mktemp "\${2%/*}/.oncall-$1.XXXXXX") || return 1
  if [ "\${8:-}" = exactly ]; then cp -a -- "$3" "$temporary"
  else
    cat -- "$3" >"$temporary" || { rm -f -- "$temporary"; return 1; }
    [ ! -f "$2" ] || cp --attributes-only --preserve=mode,ownership,xattr -- "$2" "$temporary" 2>/dev/null || :
  fi
  if chown "$4:$5" "$temporary" && chmod "$6" "$temporary" && [ "$(state_of "$temporary")" = "file:$7:$4:$5:$6" ]; then
    if [ -f "$2" ] && command -v chcon >/dev/null 2>&1; then chcon --reference="$2" -- "$temporary" 2>/dev/null; fi
    flush "$temporary" && mv -T -f -- "$temporary" "$2" && return 0
  fi
  rm -f -- "$temporary"
  return 1
}

place_link() {
  rm -f -- "\${2%/*}/.oncall-$1.link" && ln -s -- "$3" "\${2%/*}/.oncall-$1.link" && mv -T -f -- "\${2%/*}/.oncall-$1.link" "$2"
}

# Makes a path be what a state says: place ID PATH STATE SOURCE [exactly]
place() {
  trusted_folder "\${2%/*}" || return 1
  there=$(state_of "$2")
  case $3 in
    file:*)
      case $there in file:*|link:*|absent) ;; *) return 1 ;; esac
      rest=\${3#file:}
      place_file "$1" "$2" "$4" $(printf '%s' "$rest" | cut -d: -f2-4 | tr : ' ') "\${rest%%:*}" "\${5:-}" ;;
    link:*)
      case $there in file:*|link:*|absent) place_link "$1" "$2" "\${3#link:}" ;; *) return 1 ;; esac ;;
    dir:*)
      [ "$there" = absent ] || return 0
      rest=\${3#dir:}
      mkdir -m 0700 -- "$2" && chown "\${rest%:*}" "$2" && chmod "\${rest##*:}" "$2" &&
        { ! command -v restorecon >/dev/null 2>&1 || restorecon -- "$2" 2>/dev/null || :; } ;;
    absent)
      case $there in
        absent) ;;
        file:*|link:*) rm -f -- "$2" ;;
        dir:*) rmdir -- "$2" 2>/dev/null || [ "\${5:-}" = exactly ] ;;
        *) return 1 ;;
      esac ;;
    *) return 1 ;;
  esac
}

# Folders first, then what is in them, removals last, folders at the very end.
in_order() {
  awk '{ rank = $4 ~ /^dir:/ ? 1 : $4 != "absent" ? 2 : $3 ~ /^dir:/ ? 4 : 3; print rank, $0 }' "$work/changes" | sort -s -k1,1n | cut -d' ' -f2-
}

make_changes() {
  in_order >"$work/ordered" || return 1
  while read -r path number before after; do
    [ "$(state_of "$path")" = "$before" ] || return 1
    place "$1" "$path" "$after" "$work/$number.new" || return 1
  done <"$work/ordered" || return 1
  sync
}

read_units() {
  ! grep -q '^item [0-9]* dropin ' "$state/$1/manifest" || limited 30 systemctl --no-pager --no-ask-password daemon-reload >/dev/null 2>&1 9>&- || echo 'warning: systemctl daemon-reload failed'
}

apply() {
  is_id "$1" && matches "$2" '[0-9a-f]{64}' || fail $USAGE 'apply needs an id of 16 and a result of 64 hexadecimal digits'
  id=$1 agreed=$2
  shift 2
  check_ops "$@"
  need_root
  open_state
  take_lock
  if [ -e "$state/$id" ]; then
    if grep -Fqx "result $agreed" "$state/$id/manifest" && [ "$(marked "$id")" = applied ]; then
      echo "applied $id"
      exit 0
    fi
    fail $USAGE "change $id is there already: $(marked "$id")"
  fi
  open_work
  forget_oldest
  read_ops "$@"
  [ "$result" = "$agreed" ] || fail $DIFFERS "the result differs from what was agreed: it would be $result; nothing was changed"
  trap ':' HUP INT TERM QUIT
  save_change "$id" "$*" || fail $BROKEN "what is there could not be saved in $state; nothing was changed"
  make_changes "$id" || undo_and_fail $BROKEN 'a file could not be written, or changed meanwhile'
  ask_server "$work/test" configtest || undo_and_fail $UNTESTED "configtest failed: $(head -c 4000 "$work/test")"
  [ ! -s "$work/changes" ] || own_is_read || undo_and_fail $UNTESTED "httpd does not read $own"
  read_units "$id"
  mark "$id" applied || undo_and_fail $BROKEN 'the end of the change could not be recorded'
  echo "applied $id"
}

# A file of ours that httpd never reads would be a change without effect.
own_is_read() {
  awk -v path="$own" '$1 == path && $4 ~ /^file:/ { found = 1 } END { exit !found }' "$work/changes" || return 0
  load_includes
  is_included "$own"
}

undo_and_fail() {
  put_back "$id" || fail $UNDONE "$2; and taking it back failed too: run restore $id"
  read_units "$id"
  mark "$id" restored || fail $UNDONE "$2; everything is as before, but that could not be recorded"
  fail "$1" "$2
undone: everything is as before"
}

items_of() {
  sed -n 's/^item //p' "$state/$1/manifest"
}

# Everything as it was, last things first; a folder that is in use stays.
put_back() {
  items_of "$1" | awk '{ rank = $4 ~ /^dir:/ ? 1 : $5 ~ /^dir:/ ? 3 : 2; print rank, $0 }' | sort -s -k1,1n | cut -d' ' -f2- >"$work/back" || return 1
  while read -r number kind path before after; do
    remove_leftovers "$1" "\${path%/*}"
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
  [ -d "$state/$id" ] && [ -f "$state/$id/manifest" ] || fail $USAGE "there is no change $id"
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
  mark "$id" restoring && put_back "$id" && mark "$id" restored || fail $UNDONE "change $id could not be taken back whole: run restore $id again"
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
    id=\${manifest%/manifest}
    id=\${id##*/}
    is_id "$id" || continue
    case $(marked "$id") in applied) now=applied ;; restored) now=restored ;; *) now=unfinished ;; esac
    awk -v id="$id" -v now="$now" '$1 == "serial" { serial = $2 } $1 == "time" { time = $2 } $1 == "ops" { sub(/^ops /, ""); ops = $0 } END { print serial, "change", id, time, now, ops }' "$manifest"
  done | sort -k1,1nr | cut -d' ' -f2- | head -n 50
}

`;
