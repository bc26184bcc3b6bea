# $1: where the root-owned helper is installed; oncall_facts is its text, carried where it is not. Prints `== helper` or `== root` and the names of the variables
# that each Apache parent was started with, never a value; `== user` where nobody but root is shown them.
. ../../host/oncall-facts/facts.sh
if answer=$(as_root "$1" environment 2>/dev/null); then
  echo '== helper'; printf '%s\n' "$answer"
elif [ "${oncall_uid:-$(id -u)}" = 0 ]; then
  echo '== root'; facts "$1" environment
else echo '== user'; fi
