# Checks every change that is asked for, and makes it on the copies.
# Checks a directive and its value against the table above; sets $setting (its spelling) and $formerly (its name in httpd 2.2, or -).
check_setting() {
  case $1 in ''|*[!A-Za-z]*) fail $USAGE 'a directive has a name of letters' ;; esac
  { [ "${#1}" -le 40 ] && [ "${#2}" -le 120 ]; } || fail $USAGE 'a name or value is too long'
  entry=$(setting_table | awk -v name="$1" 'tolower($1) == tolower(name) { print; exit }')
  [ -n "$entry" ] || fail $USAGE "$1 is not a directive that this bot changes"
  read -r setting formerly kind accepts <<ENTRY
$entry
ENTRY
  case $kind in
    number) is_number "$2" "${accepts% *}" "${accepts#* }" ;;
    word) case " $accepts " in *" $2 "*) case $2 in *' '*|'') false ;; esac ;; *) false ;; esac ;;
    form) matches "$2" "$accepts" ;;
    *) false ;;
  esac || fail $USAGE "$setting does not take this value"
}

# Splits NAME=VALUE; %20 is a space, and no other escape exists. Sets $name and $value.
read_pair() {
  case $1 in *=*) ;; *) fail $USAGE 'NAME=VALUE is missing' ;; esac
  name=${1%%=*}
  value=$(printf '%s\n' "${1#*=}" | sed 's/%20/ /g')
  case $value in *%*) fail $USAGE 'a value has an escape other than %20' ;; esac
  check_setting "$name" "$value"
}

# FILE:LINE:NAME=VALUE as text; sets $file, $line, $setting and $value.
check_edit() {
  case $1 in *:*:*=*) ;; *) fail $USAGE 'FILE:LINE:NAME=VALUE is missing' ;; esac
  file=${1%%:*}
  rest=${1#*:}
  line=${rest%%:*}
  case $file in
    *[!A-Za-z0-9_./+@-]*|*//*|*/./*|*/../*|*/|*/.|*/..) fail $USAGE 'the path is not a plain one' ;;
    /etc/apache2/*|/etc/httpd/*|/usr/local/etc/apache24/*|/usr/local/apache2/conf/*) ;;
    *) fail $USAGE 'the path is not one of httpd' ;;
  esac
  [ "${#file}" -le 255 ] || fail $USAGE 'the path is too long'
  is_number "$line" 1 999999 || fail $USAGE 'the line is not a number'
  read_pair "${rest#*:}"
}

# Everything that can be said of the arguments without looking at the host.
check_ops() {
  { [ "$#" -ge 1 ] && [ "$#" -le 40 ]; } || fail $USAGE 'from 1 to 40 changes at a time'
  for op in "$@"; do
    case $op in ''|*[!A-Za-z0-9_./:=,%+@-]*) fail $USAGE 'a change has a character that none may have' ;; esac
    [ "${#op}" -le 500 ] || fail $USAGE 'a change is too long'
    case $op in
      set:*|add:*) check_edit "${op#*:}" ;;
      own:*) read_pair "${op#own:}" ;;
      module:on:*) check_module on "${op#module:on:}" ;;
      module:off:*) check_module off "${op#module:off:}" ;;
      mpm:event|mpm:worker|mpm:prefork|core-dumps:on|core-dumps:off|status-page) ;;
      *) fail $USAGE 'no such change' ;;
    esac
  done
  case $(printf ' %s ' "$@") in *' mpm:'*' mpm:'*|*' core-dumps:'*' core-dumps:'*|*' status-page '*' status-page '*) fail $USAGE 'a change is asked for twice' ;; esac
}

# set and add: done later, from the last line up, so that every line number is one of the file as it is.
read_edit() {
  verb=$1
  check_edit "$2"
  case $file in "$root"/*) ;; *) fail $USAGE "$file is not under $root" ;; esac
  real=$(readlink -f -- "$file" 2>/dev/null) || fail $USAGE "$file is not there"
  case $real in *[!A-Za-z0-9_./+@-]*) fail $USAGE "$file leads to a path that is not a plain one" ;; "$root"/*) ;; *) fail $USAGE "$file leads out of $root" ;; esac
  [ "$real" != "$own" ] || fail $USAGE "$file is this product's own: use own:"
  trusted_file "$real" || fail $USAGE "$file is not a file that only root can change"
  is_included "$real" || fail $USAGE "$file is not among the files that httpd reads"
  open_item "$real"
  case $(grep -c "^$item $line $verb " "$work/edits")/$verb in 0/*|*/add) ;; *) fail $USAGE "line $line of $file is set twice" ;; esac
  awk -v line="$line" 'END { exit NR < line }' "$work/$item.old" || fail $USAGE "$file has no line $line"
  order=$((order + 1))
  printf '%s %s %s %s %s %s %s\n' "$item" "$line" "$verb" "$order" "$setting" "$formerly" "$value" >>"$work/edits" || fail $BROKEN 'no room for working files'
}

do_edits() {
  sort -k1,1n -k2,2nr -k4,4nr "$work/edits" >"$work/edits.sorted" || fail $BROKEN 'no room for working files'
  while read -r number line verb order setting formerly value; do
    path=$(sed -n "${number}p" "$work/paths")
    text=$(line_of "$number" "$line") || fail $BROKEN 'no room for working files'
    if continues "$text"; then fail $USAGE "line $line of $path goes on in the next line"; fi
    indent=$(printf '%s\n' "$text" | sed "s/^\\([ $tab]*\\).*\$/\\1/")
    if [ "$verb" = add ]; then insert_after "$number" "$line" "$indent$setting $value"
    else set_line
    fi || fail $BROKEN 'no room for working files'
  done <"$work/edits.sorted" || exit $?
}

set_line() {
  if [ "$line" -gt 1 ] && continues "$(line_of "$number" "$((line - 1))")"; then fail $USAGE "line $line of $path goes on from the line before"; fi
  spelled=$(printf '%s\n' "$text" | sed "s/^[ $tab]*\\([A-Za-z]*\\).*\$/\\1/")
  printf '%s\n' "$spelled" | grep -Fqxi -e "$setting" -e "$formerly" || fail $USAGE "line $line of $path is not $setting"
  gap=$(printf '%s\n' "$text" | sed "s/^[ $tab]*[A-Za-z]*\\([ $tab]*\\).*\$/\\1/")
  [ -n "$gap" ] || gap=' '
  case ${text#"$indent$spelled"} in ''|"$cr"|[\ $tab]*) ;; *) fail $USAGE "line $line of $path is not $setting" ;; esac
  end=
  case $text in *"$cr") end=$cr ;; esac
  replace_line "$number" "$line" "$indent$spelled$gap$value$end"
}

read_ops() {
  order=0
  find_server
  for op in "$@"; do
    case $op in
      set:*|add:*) read_edit "${op%%:*}" "${op#*:}" ;;
      own:*) read_pair "${op#own:}"; own_once "$setting"; own_set "$setting" "$value" ;;
      module:*) op=${op#module:}; switch_module "${op%%:*}" "${op#*:}" ;;
      mpm:*) switch_mpm "${op#mpm:}" ;;
      core-dumps:*) core_dumps "${op#core-dumps:}" ;;
      status-page) status_page ;;
    esac
  done
  do_edits
  own_finish
  list_differences
}
