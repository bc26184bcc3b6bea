# $1 how many of the newest lines are printed whole, $2 pattern of messages of weight, then arguments of journalctl, the output format first. What systemd and the
# control program said of the service; as root only where the account is shown nothing. Of the lines before the newest only what is of weight or systemd's own, and
# `== newest N` behind it.
. ./scan.sh
whole=$1 pattern=$2
shift 2
has journalctl || { echo '== none'; exit 0; }
text=$(limited 6 journalctl "$@" 2>&1)
case $text in
  *'nknown output format'*) shift; text=$(limited 6 journalctl -o short-iso "$@" 2>&1) ;;
  *'Hint: You are currently not seeing'* | *'No journal files were opened'* | *'No entries'*)
    more=$(as_root /usr/bin/journalctl "$@" 2>/dev/null </dev/null) && [ "$more" ] && text=$more ;;
esac
lines=$(printf '%s\n' "$text" | sed -n '$=')
if [ "$lines" -gt "$whole" ]; then
  printf '%s\n' "$text" | head -n "$((lines - whole))" | scan "$pattern" 40 8 120000
  echo "== newest $whole"
  printf '%s\n' "$text" | tail -n "$whole"
else printf '%s\n' "$text"; fi
