# Frames are lines that begin with the script's nonce, which no program on the host is told. They are written by built-ins alone.
# oncall_mark WORD: such a line on a line of its own, with the host's uptime.
oncall_line='
'
oncall_mark() {
  oncall_up=0
  { read -r oncall_up _ </proc/uptime; } 2>/dev/null
  echo "$oncall_line${oncall_nonce:?}$1 $oncall_up"
}
