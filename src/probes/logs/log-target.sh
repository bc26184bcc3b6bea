# log_target VALUE ROOT PROGRAM: where what is written to an ErrorLog with this value is to be read, as `file PATH`, `journal IDENTIFIER` or `nowhere`. Names of
# files that a program makes up from a pattern are looked for on the disk, the newest is taken. PROGRAM is httpd's own name, under which it speaks to syslog.
log_target() {
  case $1 in
    '|'*) set -f; piped_target "$2" "${1#"${1%%[!|\$ ]*}"}"; set +f ;;
    syslog:*:?*) echo "journal ${1##*:}" ;;
    syslog* | journald*) echo "journal $3" ;;
    /dev/* | /proc/* | *\$\{* | provider* | '') echo nowhere ;;
    /*) echo "file $1" ;;
    *) echo "file $2/$1" ;;
  esac
}
# The words of a command line as a shell would see them but for quotes, which only ever stand around whole words here.
piped_target() {
  root=$1 program='' path='' tag='' flag='' into=
  # shellcheck disable=SC2046 # split into words on purpose
  for word in $(printf '%s\n' "$2" | tr -d "\"'" | sed 's/>>*/ > /g'); do
    case $flag in
      link) path=$word; flag='done'; continue ;;
      tag) tag=$word; flag=; continue ;;
      skip) flag=; continue ;;
      into) into=$word; break ;;
    esac
    case $program:$word in
      *:'>') flag=into ;;
      :sh | :*/sh | :bash | :*/bash | :exec | :-c | :nice | :*/nice | :-* | :sudo | :*/sudo) ;;
      :*) program=${word##*/} ;;
      rotatelogs:-L | cronolog:-S | cronolog:-H) flag='link' ;;
      cronolog:--symlink=*) path=${word#*=} ;;
      rotatelogs:-[pn] | cronolog:-P) flag=skip ;;
      logger:-t | systemd-cat:-t) flag=tag ;;
      logger:--tag=* | systemd-cat:--identifier=*) tag=${word#*=} ;;
      multilog:./* | multilog:/* | svlogd:/* | s6-log:/*) path=$word/current ;;
      rotatelogs:[!-]* | cronolog:[!-]* | tee:[!-]*) [ "$path" ] || path=$word; [ "$program" = tee ] || break ;;
    esac
  done
  path=${into:-$path}
  case $program in logger | systemd-cat) echo "journal ${tag:-root}"; return ;; esac
  case $path in '') echo nowhere; return ;; /*) ;; *) path=$root/${path#./} ;; esac
  case $program in
    rotatelogs | cronolog)
      set +f
      # shellcheck disable=SC2012,SC2046,SC2086 # a pattern of file names; the newest by one program, a name of two lines is then not found
      path=$(ls -1dt $(printf '%s\n' "$path" | sed -e 's/[^A-Za-z0-9._%:@+/,=-]/?/g' -e 's/%[-A-Za-z]/*/g')* 2>/dev/null | head -n 1)
      set -f ;;
  esac
  if [ "$path" ]; then echo "file $path"; else echo nowhere; fi
}
