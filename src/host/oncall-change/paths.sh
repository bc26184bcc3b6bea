# What a path is, whether only root can change it, which files httpd reads, and how its control program is asked. Changes nothing.
# What is at a path, as one word: absent, link:TARGET, file:SHA256:UID:GID:MODE, dir:UID:GID:MODE, other.
state_of() {
  if [ -h "$1" ]; then
    target=$(readlink -- "$1") || { echo other; return 0; }
    case $target in ''|*[!A-Za-z0-9_./+@-]*) echo other ;; *) echo "link:$target" ;; esac
  elif [ ! -e "$1" ]; then echo absent
  elif [ -f "$1" ]; then echo "file:$(sha_of "$1"):$(stat -c %u:%g:%a -- "$1")"
  elif [ -d "$1" ]; then echo "dir:$(stat -c %u:%g:%a -- "$1")"
  else echo other
  fi
}

# Owned by root, and writable by nobody else.
only_root_writes() {
  # shellcheck disable=SC2046 # split into words on purpose
  set -- $(stat -c '%u %g %a' -- "$1" 2>/dev/null)
  [ "$#" -eq 3 ] && [ "$1" -eq 0 ] || return 1
  case $3 in *[2367]) return 1 ;; *[2367]?) [ "$2" -eq 0 ] || return 1 ;; esac
}

# Every folder from / down to this one is a real one and only root's.
trusted_folder() {
  case $1 in /*) ;; *) return 1 ;; esac
  folder=$1
  while [ -n "$folder" ]; do
    [ -d "$folder" ] && [ ! -h "$folder" ] && only_root_writes "$folder" || return 1
    folder=${folder%/*}
  done
  only_root_writes /
}

trusted_file() {
  [ -f "$1" ] && [ ! -h "$1" ] && only_root_writes "$1" && trusted_folder "${1%/*}" && [ "$(stat -c %h -- "$1")" = 1 ]
}

# Whether everybody may read it: what others may not read is shown without its surroundings.
is_public() {
  case $(stat -c %a -- "$1" 2>/dev/null) in *[4567]) ;; *) return 1 ;; esac
  place=${1%/*}
  while [ -n "$place" ]; do
    case $(stat -c %a -- "$place" 2>/dev/null) in *[1357]) ;; *) return 1 ;; esac
    place=${place%/*}
  done
}

find_server() {
  family='' root='' own='' own_link='' control=
  if [ -d /etc/apache2/mods-enabled ] && [ -x /usr/sbin/apache2ctl ]; then
    family=debian root=/etc/apache2 control=/usr/sbin/apache2ctl
    own=$root/conf-available/zz-apache-oncall.conf own_link=$root/conf-enabled/zz-apache-oncall.conf
  elif [ -d /etc/apache2/conf.d ] && [ -x /usr/sbin/apachectl ]; then
    family=suse root=/etc/apache2 control=/usr/sbin/apachectl own=/etc/apache2/conf.d/zz-apache-oncall.conf
  elif [ -d /etc/httpd/conf.d ] && [ -x /usr/sbin/httpd ]; then
    family=rhel root=/etc/httpd control=/usr/sbin/httpd own=/etc/httpd/conf.d/zz-apache-oncall.conf
  elif [ -d /usr/local/etc/apache24 ] && [ -x /usr/local/sbin/httpd ]; then
    family=other root=/usr/local/etc/apache24 control=/usr/local/sbin/httpd
  elif [ -d /usr/local/apache2/conf ] && [ -x /usr/local/apache2/bin/httpd ]; then
    family=other root=/usr/local/apache2/conf control=/usr/local/apache2/bin/httpd
  else
    fail $UNSEEN 'no Apache httpd in a place that is known'
  fi
  trusted_folder "$root" || fail $UNSEEN "$root can be changed by somebody besides root"
}

# The names that the service defines (-D in OPTIONS of its sysconfig file); nothing of that file is run.
defined_names() {
  [ "$family" = rhel ] && only_root_writes /etc/sysconfig/httpd || return 0
  sed -n 's/^OPTIONS=["'\'']\{0,1\}\([^"'\'']*\)["'\'']\{0,1\}$/\1/p' /etc/sysconfig/httpd | tail -n 1 | tr ' ' '\n' | awk '
    wanted { if ($0 ~ /^[A-Za-z0-9_]+$/) print "-D" $0; wanted = 0; next }
    $0 == "-D" { wanted = 1; next }
    /^-D[A-Za-z0-9_]+$/ { print }' | head -n 20
}

# Runs the control program as the service would, its answer to a file: ask_server FILE ARGUMENT...
ask_server() {
  answer=$1
  shift
  if [ "$1" = configtest ] && [ "$family" != debian ] && [ "$family" != suse ]; then set -- -t; fi
  seconds=20
  [ "${1#-t}" != "$1" ] && [ "$#" -gt 1 ] || seconds=45
  # shellcheck disable=SC2046 # split into words on purpose
  limited "$seconds" env -i PATH="$PATH" LC_ALL=C "$control" $(defined_names) "$@" </dev/null >"$answer" 2>&1 9>&-
}

# The real paths of all files that the configuration is read from.
load_includes() {
  ask_server "$work/dump" -t -D DUMP_INCLUDES || fail $UNSEEN "the configuration does not load, so its files are not known: $(head -c 400 "$work/dump" | tr '\n' ' ')"
  sed -n 's/^ *([0-9*]*) \(\/.*\)$/\1/p' "$work/dump" | head -n 5000 | while IFS= read -r included; do readlink -f -- "$included"; done | sort -u >"$work/includes"
  [ -s "$work/includes" ] || fail $UNSEEN "$control does not say what files it reads"
}

is_included() {
  [ -s "$work/includes" ] || load_includes
  grep -Fqx -e "$1" "$work/includes"
}
