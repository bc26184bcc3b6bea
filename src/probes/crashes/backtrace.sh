# $1: where the root-owned helper is installed; oncall_facts is its text, carried where it is not. Prints what gdb says of the newest core, or why it cannot be asked.
. ../../host/oncall-facts/facts.sh
if answer=$(as_root "$1" backtrace 2>/dev/null); then printf '%s\n' "$answer"
elif [ "${oncall_uid:-$(id -u)}" = 0 ]; then facts "$1" backtrace
else echo 'refused the helper may not be run'; fi
