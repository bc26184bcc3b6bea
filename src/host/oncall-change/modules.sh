# Switches modules and the MPM, on Debian as a2enmod(8) and a2dismod(8) do, elsewhere by LoadModule lines.
# What is to be at a path once all is done.
wanted_at() {
  known=$(awk -v path="$1" '$0 == path { print NR; exit }' "$work/paths")
  if [ -n "$known" ]; then wanted "$known"; else state_of "$1"; fi
}

is_enabled() {
  [ "$(wanted_at "$root/mods-enabled/$1.load")" != absent ]
}

# The names behind `# Depends:` or `# Conflicts:` in a module's .load file, as a2enmod(8) reads them.
named_in() {
  # shellcheck disable=SC2020 # a comma becomes a line as well as a blank
  sed -n "s/^# $1: *//p" "$root/mods-available/$2.load" 2>/dev/null | tr -s ', ' '\n\n' | grep -Ex '[a-z0-9_]{1,40}'
}

# Modules whose absence stops the server, opens what was closed, or shows the text of programs: nobody turns these off from afar.
check_module() {
  matches "$2" '[a-z0-9_]{1,40}' || fail $USAGE 'a module has a name of small letters, digits and _'
  if [ "$1" = on ]; then
    case $2 in status|reqtimeout) return 0 ;; *) fail $USAGE 'only status and reqtimeout can be turned on' ;; esac
  fi
  case $2 in
    core|http|so|unixd|systemd|log_config|mime|dir|alias|env|setenvif|mpm_*) fail $USAGE "$2 is never turned off: httpd needs it" ;;
    auth*|access_compat|allowmethods|security*|evasive*|qos|remoteip|rpaf|ssl|gnutls|nss|md|reqtimeout|limitipconn|rewrite|headers|session*|shib*|mellon|geoip*|maxminddb|suexec|ruid2|selinux|apparmor|version|macro) fail $USAGE "$2 is never turned off: it protects" ;;
    php*|cgi|cgid|fcgid|fastcgi|wsgi|perl*|python*|lua|passenger|proxy|proxy_fcgi|proxy_scgi|proxy_uwsgi|scgi*|uwsgi*|suphp*|actions|jk|ruby|mono|cfml|include|ext_filter) fail $USAGE "$2 is never turned off: programs could be shown as text" ;;
  esac
}

switch_module() {
  check_module "$1" "$2"
  case $family in
    debian) if [ "$1" = on ]; then enable_module "$2"; else disable_module "$2"; fi ;;
    rhel)
      set +f
      set -- "$1" "$2" "$root"/conf.modules.d/*.conf
      set -f
      switch_lines "$@" ;;
    *) fail $UNSEEN 'modules are switched on Debian and Red Hat layouts only' ;;
  esac
}

enable_module() {
  for other in $(named_in Conflicts "$1"); do ! is_enabled "$other" || fail $USAGE "$1 conflicts with $other, which is on"; done
  for other in $(named_in Depends "$1"); do is_enabled "$other" || fail $USAGE "$1 needs $other, which is off"; done
  trusted_file "$root/mods-available/$1.load" || fail $USAGE "$1 is not installed"
  for kind in load conf; do
    [ -e "$root/mods-available/$1.$kind" ] || continue
    trusted_file "$root/mods-available/$1.$kind" || fail $UNSEEN "$root/mods-available/$1.$kind can be changed by somebody besides root"
    open_item "$root/mods-enabled/$1.$kind"
    [ "$(wanted "$item")" != absent ] || want "$item" "link:../mods-available/$1.$kind"
  done
}

disable_module() {
  unlink_module "$1"
  set +f
  for enabled in "$root"/mods-enabled/*.load; do
    set -f
    enabled=${enabled##*/}
    enabled=${enabled%.load}
    { matches "$enabled" '[a-z0-9_.]{1,40}' && is_enabled "$enabled"; } || continue
    ! named_in Depends "$enabled" | grep -Fqx -e "$1" || fail $USAGE "$enabled is on and needs $1"
  done
  set -f
}

unlink_module() {
  for kind in load conf; do
    open_item "$root/mods-enabled/$1.$kind"
    case $(wanted "$item") in
      absent) ;;
      link:*) want "$item" absent ;;
      *) fail $UNSEEN "$root/mods-enabled/$1.$kind is a real file, not a link" ;;
    esac
  done
}

# Takes LoadModule lines out with a # or puts them back in: switch_lines on|off NAME FILE...
switch_lines() {
  switch=$1 module=$2 active=0 changed=0
  shift 2
  for file in "$@"; do
    { [ -f "$file" ] && grep -Eq "LoadModule[ $tab]+${module}_module" "$file"; } || continue
    case $file in *[!A-Za-z0-9_./+@-]*) fail $UNSEEN 'a file of conf.modules.d has a strange name' ;; esac
    trusted_file "$file" || fail $UNSEEN "$file can be changed by somebody besides root"
    open_item "$file"
    grep -En "^[ $tab]*LoadModule[ $tab]+${module}_module[ $tab]" "$work/$item.new" | cut -d: -f1 >"$work/active"
    grep -En "^#[ $tab]*LoadModule[ $tab]+${module}_module[ $tab]+modules/mod_$module\\.so[ $tab$cr]*\$" "$work/$item.new" | cut -d: -f1 | head -n 1 >"$work/passive"
    [ ! -s "$work/active" ] || active=$((active + 1))
    if [ "$switch" = off ]; then comment_out
    elif [ "$active" -eq 0 ] && [ "$changed" -eq 0 ] && [ -s "$work/passive" ]; then comment_in
    fi
  done
  [ "$active" -gt 0 ] || [ "$changed" -gt 0 ] || [ "$switch" = off ] || fail $USAGE "no LoadModule line of $module stands ready in $root/conf.modules.d"
}

comment_out() {
  while read -r line; do
    text=$(line_of "$item" "$line")
    if continues "$text" || { [ "$line" -gt 1 ] && continues "$(line_of "$item" "$((line - 1))")"; }; then fail $USAGE "line $line of $file is one of several"; fi
    replace_line "$item" "$line" "#$text" || fail $BROKEN 'no room for working files'
    want_file "$item"
  done <"$work/active" || exit $?
}

comment_in() {
  read -r line <"$work/passive"
  if [ "$line" -gt 1 ] && continues "$(line_of "$item" "$((line - 1))")"; then fail $USAGE "line $line of $file goes on from the line before"; fi
  text=$(line_of "$item" "$line" | sed "s/^#[ $tab]*//")
  replace_line "$item" "$line" "$text" || fail $BROKEN 'no room for working files'
  changed=1
}

switch_mpm() {
  others=
  for name in event worker prefork; do [ "$name" = "$1" ] || others="$others mpm_$name"; done
  case $family in
    debian)
      trusted_file "$root/mods-available/mpm_$1.load" || fail $USAGE "mpm_$1 is not installed"
      for other in $others; do unlink_module "$other"; done
      enable_module "mpm_$1"
      for other in $others; do disable_module "$other"; done ;;
    rhel)
      for other in $others; do switch_lines off "$other" "$root/conf.modules.d/00-mpm.conf"; done
      switch_lines on "mpm_$1" "$root/conf.modules.d/00-mpm.conf" ;;
    *) fail $UNSEEN 'the MPM is switched on Debian and Red Hat layouts only' ;;
  esac
}
