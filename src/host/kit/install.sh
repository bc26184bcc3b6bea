# Functions of the script that `oncall kit` prints, for the administrator to read and to run as root on the host. Stops at the first thing that fails.
set -eu
umask 022
# install_program PATH: what is on standard input becomes this program of root's, all of it at once.
install_program() {
  cat >"$1.new"
  chmod 0755 "$1.new"
  mv "$1.new" "$1"
}
# install_rules NAME: what is on standard input becomes this file of sudoers(5), checked before it counts; sudo reads no file with a dot in its name.
install_rules() {
  cat >"/etc/sudoers.d/.$1.new"
  chmod 0440 "/etc/sudoers.d/.$1.new"
  visudo -cf "/etc/sudoers.d/.$1.new"
  mv "/etc/sudoers.d/.$1.new" "/etc/sudoers.d/$1"
}
