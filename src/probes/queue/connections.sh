# $1 configuration root, $2 main file, $3 ss(8) by its path. Connections of Apache's ports by state and by peer, counted here; at most 60 of each kind. Reads only.
. ../ports/apache-ports.sh
has ss || { echo '== no ss'; exit 0; }
ports=" $(apache_ports "$1" "$2" "$3" | awk '{ printf "%s ", $2 }')"
[ "$ports" != ' ' ] || { echo '== no port'; exit 0; }
limited 5 ss -tani 2>/dev/null | awk -v ports="$ports" '
  function port_of(text) { sub(/^.*:/, "", text); return text }
  function peer_of(text) { sub(/:[0-9*]+$/, "", text); return text }
  function value(name,   at, rest) { at = index($0, " " name ":"); if (!at) return -1; rest = substr($0, at + length(name) + 2); sub(/[^0-9].*/, "", rest); return rest + 0 }
  /^[A-Z]/ {
    port = port_of($4); mine = $1 != "State" && index(ports, " " port " ")
    if (!mine) next
    if ($1 == "LISTEN") { mine = 0; next }
    state[port " " $1]++; peer = peer_of($5); open = $1 == "ESTAB"
    if (open) count[port " " peer]++
    next
  }
  mine && open {
    segments = value("data_segs_in"); bytes = value("bytes_received"); sent = value("bytes_sent"); acked = value("bytes_acked")
    if (segments >= 0) info = 1
    if (segments >= 2 && bytes >= 0 && bytes < 4096 && bytes / segments < 160 && sent <= 0 && acked <= 0) trickle[port " " peer]++
    open = 0
  }
  END {
    print "== counted"; if (info) print "== info"
    for (k in state) print "s", k, state[k]
    for (k in count) print "p", k, count[k]
    for (k in trickle) print "t", k, trickle[k]
  }' | sort -k1,1 -k4,4nr | awk '$1 != last { n = 0; last = $1 } ++n <= 60'
