# apply ID RESULT OP...: makes the changes, if their result is the one that was agreed to, and takes all of them back where the syntax check fails.
read_units() {
  ! grep -q '^item [0-9]* dropin ' "$state/$1/manifest" || limited 30 systemctl --no-pager --no-ask-password daemon-reload >/dev/null 2>&1 9>&- || echo 'warning: systemctl daemon-reload failed'
}

apply() {
  { is_id "$1" && matches "$2" '[0-9a-f]{64}'; } || fail $USAGE 'apply needs an id of 16 and a result of 64 hexadecimal digits'
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
  put_back "$id" || fail $UNDONE "$2; and undoing it failed too: run restore $id"
  read_units "$id"
  mark "$id" restored || fail $UNDONE "$2; everything is as before, but that could not be recorded"
  fail "$1" "$2
undone: everything is as before"
}
