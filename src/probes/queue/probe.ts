import { defineProbe } from '../../model/source.ts';
import { portFunctions, ssCommand } from '../ports/local-ports.ts';
import { ConnectionFacts, QueueCounters } from './facts.ts';
import { parseConnections, parseCounters } from './parse.ts';

const connectionProgram = `${portFunctions}
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
`;

/** Connections of Apache's ports by state and by peer, counted on the host. */
export const connections = defineProbe({
  id: 'connections',
  title: 'Connections on Apache’s ports',
  question: 'Who holds the connections, and do they send anything?',
  wants: 'ss(8) on the host',
  facts: ConnectionFacts,
  privileged: (layout) => [ssCommand(layout)],
  section: (layout) => ({
    program: connectionProgram,
    args: [layout.configRoot, layout.mainConfig, ssCommand(layout)[0] ?? 'ss'],
    seconds: 8,
    bytes: 32_000,
  }),
  parse: (text) => parseConnections(text),
});

const counterProgram = `
sample() {
  names=
  { while read -r k v; do
    case $k in TcpExt:) ;; *) continue ;; esac
    if [ "$names" ]; then
      set -f; set -- "$1" $v; set +f
      for k in $names; do
        shift_value=$2; n=$1; shift 2; set -- "$n" "$@"
        case $k in ListenOverflows) overflows=$shift_value ;; ListenDrops) drops=$shift_value ;; esac
      done
      echo "$1 $overflows $drops"; return 0
    fi
    names=$v
  done; } 2>/dev/null </proc/net/netstat
}
overflows= drops=
sample first
for k in core/somaxconn ipv4/tcp_abort_on_overflow; do v=$(cat "/proc/sys/net/$k" 2>/dev/null) && echo "\${k#*/} $v"; done
sleep 1
sample second
`;

/** Whether the kernel drops connections because an accept queue is full. */
export const queueCounters = defineProbe({
  id: 'queue-counters',
  title: 'Accept queue counters',
  question: 'Does the kernel drop connections because nobody accepts them?',
  wants: 'a readable /proc/net/netstat',
  facts: QueueCounters,
  section: () => ({ program: counterProgram, args: [], seconds: 4, bytes: 4000 }),
  parse: (text) => parseCounters(text),
});
