# status-page: mod_status for this host alone, where no page of it is there yet.
has_status_page() {
  [ -s "$work/includes" ] || load_includes
  while IFS= read -r included; do
    [ "$included" != "$own" ] && grep -Eqi "^[ $tab]*SetHandler[ $tab]+\"?server-status\"?[ $tab$cr]*\$" "$included" && return 0
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
