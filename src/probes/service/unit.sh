# $1 unit, $2 properties, $3 its name for init scripts. State and limits of the service by its manager: systemd, OpenRC or a SysV script. Starts and stops nothing.
if has systemctl && [ -d /run/systemd/system ]; then
  echo '== systemd'; ask_systemd systemctl --no-pager show -p "$2" -- "$1"
  echo '== failed units'; ask_systemd systemctl --no-pager --plain --no-legend --all list-units --state=failed
elif has rc-service; then echo '== openrc'; rc-service "$3" status
elif has service; then echo '== sysv'; service "$3" status
else echo '== none'; fi
