# $@: arguments of journalctl, the output format first. What systemd and the control program said of the service; as root only where the account is shown nothing.
has journalctl || { echo '== none'; exit 0; }
text=$(limited 6 journalctl "$@" 2>&1)
case $text in
  *'nknown output format'*) shift; text=$(limited 6 journalctl -o short-iso "$@" 2>&1) ;;
  *'Hint: You are currently not seeing'* | *'No journal files were opened'* | *'No entries'*)
    more=$(as_root /usr/bin/journalctl "$@" 2>/dev/null </dev/null) && [ "$more" ] && text=$more ;;
esac
# Where there are more lines than were asked for, what is an error or systemd's own is not pushed out by what a program prints: those come first, without repeats.
case $(printf '%s\n' "$text" | sed -n '$=') in
  ??? | ????)
    { limited 3 journalctl "$@" --lines=80 --priority=err; limited 3 journalctl "$@" --lines=80 _PID=1; } 2>/dev/null | grep '^[0-9]' | sort -u |
      later=$text awk 'BEGIN { n = split(ENVIRON["later"], line, "\n"); for (i = 1; i <= n; i++) known[line[i]] = 1; if (!(first = line[1])) exit } !($0 in known)' ;;
esac
printf '%s\n' "$text"
