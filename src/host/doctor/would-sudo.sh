# $@: a command. Asks sudo whether it would run it, without doing it (sudo(8), -l with a command). Called by `oncall doctor`.
sudo -n -l -- "$@" >/dev/null 2>&1; echo "exit $?"
