/** The part of the helper for the product's own file, core dumps and the status page. */
export const editorOwn = `own_header='# Made by apache-oncall, each line after an approval. Take back with it, or by removing a line.'
own_status='<Location "/server-status">
    SetHandler server-status
    Require local
</Location>'

# The product's own file, read once into $work/own (one directive per line) and $work/own.status; a line that is not of its making stops everything.
own_open() {
  [ ! -f "$work/own" ] || return 0
  [ -n "$own" ] || fail $UNSEEN 'this layout has no folder that httpd reads further files from'
  open_item "$own"
  own_item=$item
  : >"$work/own" && : >"$work/own.once" || fail $BROKEN 'no room for working files'
  rm -f "$work/own.status"
  if [ -n "$own_link" ]; then
    open_item "$own_link"
    own_link_item=$item
    case $(wanted "$item") in absent|link:*) ;; *) fail $UNSEEN "$own_link is not a link" ;; esac
  fi
  case $(cat "$work/$own_item.before") in absent) return 0 ;; file:*) ;; *) fail $UNSEEN "$own is not a file" ;; esac
  { printf '%s\\n' "$own_header"; printf '%s\\n' "$own_status"; } >"$work/own.known"
  grep -Fvx -f "$work/own.known" "$work/$own_item.old" >"$work/own"
  grep -Fqx '    SetHandler server-status' "$work/$own_item.old" && : >"$work/own.status"
  while read -r own_name own_value; do
    case "$own_name $own_value" in "CoreDumpDirectory $cores"|'ExtendedStatus On') continue ;; esac
    (check_setting "$own_name" "$own_value") 2>/dev/null || fail $UNSEEN "$own has a line that this product did not write"
  done <"$work/own" || exit $?
}

own_once() {
  own_open
  ! grep -Fqx -e "$1" "$work/own.once" || fail $USAGE "$1 is given twice"
  printf '%s\\n' "$1" >>"$work/own.once" || fail $BROKEN 'no room for working files'
}

own_unset() {
  own_open
  awk -v name="$1" 'tolower($1) != tolower(name)' "$work/own" >"$work/own.next" && mv -f -- "$work/own.next" "$work/own" || fail $BROKEN 'no room for working files'
}

own_set() {
  own_unset "$1"
  printf '%s %s\\n' "$1" "$2" >>"$work/own" || fail $BROKEN 'no room for working files'
}

own_finish() {
  [ -f "$work/own" ] || return 0
  if [ ! -s "$work/own" ] && [ ! -f "$work/own.status" ]; then
    want "$own_item" absent
    [ -z "$own_link" ] || want "$own_link_item" absent
    return 0
  fi
  { printf '%s\\n' "$own_header" && sort "$work/own" && { [ ! -f "$work/own.status" ] || printf '%s\\n' "$own_status"; }; } >"$work/$own_item.new" || fail $BROKEN 'no room for working files'
  want_file "$own_item"
  [ -z "$own_link" ] || want "$own_link_item" link:../conf-available/zz-apache-oncall.conf
}

has_status_page() {
  [ -s "$work/includes" ] || load_includes
  while IFS= read -r included; do
    [ "$included" != "$own" ] && grep -Eqi "^[ $tab]*SetHandler[ $tab]+\\"?server-status\\"?[ $tab$cr]*\\$" "$included" && return 0
  done <"$work/includes"
  [ "$family" = debian ] && is_enabled status && [ "$(wanted_at "$root/mods-enabled/status.conf")" != absent ] &&
    grep -Eqi "^[ $tab]*SetHandler[ $tab]+server-status" "$root/mods-available/status.conf" 2>/dev/null
}

status_page() {
  switch_module on status
  if has_status_page; then return 0; fi
  own_open
  own_set ExtendedStatus On
  : >"$work/own.status" || fail $BROKEN 'no room for working files'
}

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
    printf '%s\\n' '# Made by apache-oncall' '[Service]' 'LimitCORE=infinity' >"$work/$drop_in_item.new" || fail $BROKEN 'no room for working files'
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
  run_name= run_uid= run_gid=
  [ -n "$control" ] || find_server
  ask_server "$work/run" -t -D DUMP_RUN_CFG || fail $UNSEEN "the configuration does not load, so the account of httpd is not known"
  run_name=$(sed -n 's/^User: name="\\([A-Za-z0-9_.-]*\\)".*$/\\1/p' "$work/run" | head -n 1)
  [ -n "$run_name" ] || fail $UNSEEN "$control does not say what account httpd runs as"
  run_uid=$(id -u -- "$run_name" 2>/dev/null) && run_gid=$(id -g -- "$run_name" 2>/dev/null) || fail $UNSEEN 'the account of httpd is not known here'
  [ "$run_uid" -ne 0 ] || fail $UNSEEN 'httpd runs as root'
}

`;
