# $@: arguments of journalctl, the output format first. What systemd and the control program said of the service; as root only where the account is shown nothing.
has journalctl || { echo '== none'; exit 0; }
text=$(limited 6 journalctl "$@" 2>&1)
case $text in
  *'nknown output format'*) shift; text=$(limited 6 journalctl -o short-iso "$@" 2>&1) ;;
  *'Hint: You are currently not seeing'* | *'No journal files were opened'* | *'No entries'*)
    more=$(as_root /usr/bin/journalctl "$@" 2>/dev/null </dev/null) && [ "$more" ] && text=$more ;;
esac
printf '%s\n' "$text"
