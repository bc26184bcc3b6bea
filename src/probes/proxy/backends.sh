# $1 configuration root, $2 main file. The backends that the readable configuration names, and how the connections to them stand: counted here from ss(8), which shows
# that much to everybody. A connection waits when the last thing on it was sent by us, a second ago or more (tcp_info lastsnd, lastrcv). Reads only. Prints
#   b ADDRESS:PORT open N waiting N longest MS      connections to a backend by TCP
#   l ADDRESS:PORT queued N of N                    its accept queue, where it runs on this host
#   u PATH open N queued N of N                     a Unix socket
#   t ADDRESS:PORT closing N                        connections in TIME-WAIT, each of which keeps a local port
#   r FIRST LAST                                    the local ports for connections (ip_local_port_range)
has ss || { echo '== no ss'; exit 0; }
named=$(find "$1/" "$2" -xdev -name '*-available' -prune -o \( -type f -o -type l \) -print 2>/dev/null | head -n 2000 | while IFS= read -r file; do
  { [ -f "$file" ] && [ -r "$file" ]; } && grep -aiE '^[^#]*(ProxyPass|BalancerMember|SetHandler|RewriteRule|ProxySet|<Proxy )' "$file"
done | grep -aoiE '((https?|ajp|fcgi|scgi|uwsgi|wss?|h2c?)://[^][:space:]/"|?#$'\''>]+|unix:/[^|"[:space:]>]+)' | sort -u | head -n 200)
[ "$named" ] || { echo '== no backend'; exit 0; }
echo '== counted'
{ range=$(tr '\t' ' ' </proc/sys/net/ipv4/ip_local_port_range) && echo "r $range"; } 2>/dev/null
export named
{ limited 4 ss -tani; echo '== unix'; limited 3 ss -xna; } 2>/dev/null | awk '
  function value(name,   at, rest) { at = index($0, " " name ":"); if (!at) return -1; rest = substr($0, at + length(name) + 2); sub(/[^0-9].*/, "", rest); return rest + 0 }
  function port_of(text) { sub(/^.*:/, "", text); return text }
  function plain(text) { sub(/^\[::ffff:/, "", text); sub(/\]:/, ":", text); return text }
  BEGIN {
    n = split(ENVIRON["named"], url, "\n")
    for (i = 1; i <= n; i++) {
      v = tolower(url[i])
      if (v ~ /^unix:/) { path[substr(url[i], 6)] = 1; continue }
      scheme = v; sub(/:.*/, "", scheme); sub(/^[a-z0-9]+:\/\//, "", v)
      port = v ~ /:[0-9]+$/ ? port_of(v) : scheme ~ /^(https|wss|h2)$/ ? 443 : scheme == "ajp" ? 8009 : scheme == "fcgi" ? 8000 : 80
      host = v; sub(/:[0-9]+$/, "", host)
      if (host ~ /^[0-9.]+$/) exact[host ":" port] = 1
      else loose[port] = 1
    }
  }
  function wanted(peer,  port) { port = port_of(peer); return (peer in exact) || (port in loose) && port != 80 && port != 443 }
  /^== unix$/ { unix = 1; next }
  unix {
    if (!($5 in path)) next
    if ($2 == "LISTEN") { queued[$5] = $3; most[$5] = $4 } else if ($2 == "ESTAB") open[$5]++
    next
  }
  /^[A-Z]/ {
    mine = 0
    if ($1 == "LISTEN") {
      port = port_of($4); here = plain($4)
      for (peer in exact) if (port_of(peer) == port && (here == peer || here ~ /^(0\.0\.0\.0|\*|\[::\]|::):/)) { lq[peer] = $2; lm[peer] = $3 }
      next
    }
    peer = plain($5)
    if (!wanted(peer)) next
    if ($1 == "TIME-WAIT") { closing[peer]++; next }
    if ($1 != "ESTAB") next
    mine = 1; bo[peer]++; next
  }
  mine {
    mine = 0; sent = value("lastsnd"); received = value("lastrcv"); got = value("bytes_received")
    if (sent >= 1000 && (got <= 0 || received > sent + 50)) { bw[peer]++; if (sent > bl[peer]) bl[peer] = sent }
  }
  END {
    for (k in bo) print "b", k, "open", bo[k], "waiting", bw[k] + 0, "longest", bl[k] + 0
    for (k in lq) print "l", k, "queued", lq[k], "of", lm[k]
    for (k in path) if (k in queued) print "u", k, "open", open[k] + 0, "queued", queued[k], "of", most[k]
    for (k in closing) print "t", k, "closing", closing[k]
  }' | sort | head -n 120
