# The product's own file, which holds what no other file is edited for.
own_header='# Made by apache-oncall, each line after an approval. Take back with it, or by removing a line.'
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
  { : >"$work/own" && : >"$work/own.once"; } || fail $BROKEN 'no room for working files'
  rm -f "$work/own.status"
  if [ -n "$own_link" ]; then
    open_item "$own_link"
    own_link_item=$item
    case $(wanted "$item") in absent|link:*) ;; *) fail $UNSEEN "$own_link is not a link" ;; esac
  fi
  case $(cat "$work/$own_item.before") in absent) return 0 ;; file:*) ;; *) fail $UNSEEN "$own is not a file" ;; esac
  { printf '%s\n' "$own_header"; printf '%s\n' "$own_status"; } >"$work/own.known"
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
  printf '%s\n' "$1" >>"$work/own.once" || fail $BROKEN 'no room for working files'
}

own_unset() {
  own_open
  { awk -v name="$1" 'tolower($1) != tolower(name)' "$work/own" >"$work/own.next" && mv -f -- "$work/own.next" "$work/own"; } || fail $BROKEN 'no room for working files'
}

own_set() {
  own_unset "$1"
  printf '%s %s\n' "$1" "$2" >>"$work/own" || fail $BROKEN 'no room for working files'
}

own_finish() {
  [ -f "$work/own" ] || return 0
  if [ ! -s "$work/own" ] && [ ! -f "$work/own.status" ]; then
    want "$own_item" absent
    [ -z "$own_link" ] || want "$own_link_item" absent
    return 0
  fi
  { printf '%s\n' "$own_header" && sort "$work/own" && { [ ! -f "$work/own.status" ] || printf '%s\n' "$own_status"; }; } >"$work/$own_item.new" || fail $BROKEN 'no room for working files'
  want_file "$own_item"
  [ -z "$own_link" ] || want "$own_link_item" link:../conf-available/zz-apache-oncall.conf
}
