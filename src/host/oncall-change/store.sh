# What is kept of each change below $state, and the lock that lets one change at a time through.
open_state() {
  trusted_folder /var/lib || fail $UNSEEN '/var/lib can be changed by somebody besides root'
  [ -e "$state" ] || [ -h "$state" ] || mkdir -m 0700 "$state" || fail $BROKEN "$state cannot be made"
  { [ -d "$state" ] && [ ! -h "$state" ] && [ "$(stat -c '%u %a' -- "$state")" = '0 700' ]; } || fail $UNSEEN "$state is not a folder of root with mode 0700"
}

take_lock() {
  command -v flock >/dev/null 2>&1 || fail $UNSEEN 'flock is not installed'
  { [ ! -h "$state/lock" ] && exec 9>>"$state/lock"; } || fail $BROKEN "$state/lock cannot be opened"
  tries=0
  until flock -n 9; do
    tries=$((tries + 1))
    [ "$tries" -lt 10 ] || fail $BUSY 'another change of this host has not ended'
    sleep 1 9>&-
  done
}

mark() {
  printf '%s\n' "$2" >"$state/$1/state.next" && flush "$state/$1/state.next" && mv -f -- "$state/$1/state.next" "$state/$1/state"
}

marked() {
  cat "$state/$1/state" 2>/dev/null
}

flush() {
  sync "$1" 2>/dev/null || sync
}

# Saves what was there, and what is to be: from here on restore can undo it.
save_change() {
  folder=$state/.new-$1
  rm -rf -- "$folder"
  serial=$(($(cat "$state/serial" 2>/dev/null || echo 0) + 1))
  mkdir -m 0700 "$folder" &&
    printf '%s\n' "$serial" >"$state/serial" &&
    printf 'oncall-change 1\nid %s\nserial %s\ntime %s\nresult %s\nops %s\n' "$1" "$serial" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$result" "$2" >"$folder/manifest" || return 1
  while read -r path number before after; do
    kind='file'
    case $path:$before$after in /etc/systemd/*) kind=dropin ;; *:*link:*) kind='link' ;; *:absentfile:*) kind=new ;; *dir:*) kind=folder ;; esac
    printf 'item %s %s %s %s %s\n' "$number" "$kind" "$path" "$before" "$after" >>"$folder/manifest" || return 1
    case $before in file:*) cp -a -- "$path" "$folder/$number" && [ "file:$(sha_of "$folder/$number"):$(stat -c %u:%g:%a -- "$folder/$number")" = "$before" ] || return 1 ;; esac
  done <"$work/changes" || return 1
  printf 'prepared\n' >"$folder/state" && sync && mv -T -- "$folder" "$state/$1" && sync
}

# The newest 200 are kept, and nothing of one that was killed while it saved, so that nobody can fill the disk.
forget_oldest() {
  set +f
  rm -rf -- "$state"/.new-*
  for manifest in "$state"/*/manifest; do
    set -f
    id_of=${manifest%/manifest}
    id_of=${id_of##*/}
    is_id "$id_of" && sed -n "s/^serial \([0-9]*\)\$/\1 $id_of/p" "$manifest"
  done | sort -k1,1nr | tail -n +201 | while read -r serial oldest; do rm -rf -- "${state:?}/${oldest:?}"; done
  set -f
}
