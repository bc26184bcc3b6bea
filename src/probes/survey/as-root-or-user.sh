# ask CMD ARG...: runs it as root where sudo allows exactly that, otherwise as the session's user, and says which in a first line `== root` or `== user`.
ask() {
  answer=$(as_root "$@" 2>&1 </dev/null); code=$?
  case $answer in
    sudo:* | *'sudo: a password is required'* | *'sudo: a terminal is required'* | *'is not allowed to execute'* | *'not in the sudoers file'* | *'sudo: not found'* | *'sudo: command not found'* | as_root:*)
      echo '== user'; "$@" 2>&1 </dev/null ;;
    *) echo '== root'; printf '%s\n' "$answer"; return "$code" ;;
  esac
}
