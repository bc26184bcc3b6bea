# core-dumps:on and core-dumps:off: a folder for core files that only the run user may enter, CoreDumpDirectory, and a drop-in that lifts the limit.
find_unit() {
  unit=
  case $family in rhel) units='httpd.service apache2.service' ;; *) units='apache2.service httpd.service' ;; esac
  for candidate in $units; do
    [ "$(limited 10 systemctl --no-pager --no-ask-password show -p LoadState "$candidate" 2>/dev/null)" = LoadState=loaded ] || continue
    unit=$candidate
    return 0
  done
  fail $UNSEEN 'systemd has neither apache2.service nor httpd.service'
}

core_dumps() {
  own_open
  own_once CoreDumpDirectory
  find_unit
  run_user
  folder_of_unit=/etc/systemd/system/$unit.d
  drop_in=$folder_of_unit/apache-oncall-cores.conf
  open_item "$folder_of_unit" folder
  unit_folder_item=$item
  open_item "$drop_in" new-folder
  drop_in_item=$item
  open_item "$cores" folder
  cores_item=$item
  case $(cat "$work/$cores_item.before") in
    absent|"dir:$run_uid:$run_gid:700") ;;
    *) fail $UNSEEN "$cores is there and is not a folder of $run_name with mode 0700" ;;
  esac
  case $(cat "$work/$unit_folder_item.before") in absent) ;; *) trusted_folder "$folder_of_unit" || fail $UNSEEN "$folder_of_unit can be changed by somebody besides root" ;; esac
  if [ "$1" = on ]; then
    own_set CoreDumpDirectory "$cores"
    printf '%s\n' '# Made by apache-oncall' '[Service]' 'LimitCORE=infinity' >"$work/$drop_in_item.new" || fail $BROKEN 'no room for working files'
    want_file "$drop_in_item"
    want "$cores_item" "dir:$run_uid:$run_gid:700"
    [ "$(wanted "$unit_folder_item")" != absent ] || want "$unit_folder_item" dir:0:0:755
  else
    own_unset CoreDumpDirectory
    want "$drop_in_item" absent
    if [ -d "$folder_of_unit" ] && [ "$(ls -A "$folder_of_unit")" = apache-oncall-cores.conf ]; then want "$unit_folder_item" absent; fi
    if [ -d "$cores" ] && [ -z "$(ls -A "$cores")" ]; then want "$cores_item" absent; else echo "core files in $cores stay" >>"$work/notes"; fi
  fi
}

# The account that httpd's children run as, from the running configuration; sets $run_name, $run_uid, $run_gid.
run_user() {
  run_name='' run_uid='' run_gid=
  [ -n "$control" ] || find_server
  ask_server "$work/run" -t -D DUMP_RUN_CFG || fail $UNSEEN "the configuration does not load, so the account of httpd is not known"
  run_name=$(sed -n 's/^User: name="\([A-Za-z0-9_.-]*\)".*$/\1/p' "$work/run" | head -n 1)
  [ -n "$run_name" ] || fail $UNSEEN "$control does not say what account httpd runs as"
  { run_uid=$(id -u -- "$run_name" 2>/dev/null) && run_gid=$(id -g -- "$run_name" 2>/dev/null); } || fail $UNSEEN 'the account of httpd is not known here'
  [ "$run_uid" -ne 0 ] || fail $UNSEEN 'httpd runs as root'
}
