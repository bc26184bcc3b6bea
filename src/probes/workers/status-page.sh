# $1 configuration root, $2 main file, $3 ss(8) by its path, $4 seconds to wait for an answer. Asks mod_status on at most three of Apache's own ports over loopback,
# and, where it answers, twice more for what each worker did and how its memory grows. That it hangs while the port accepts is an answer too.
. ../ports/apache-ports.sh
ask_status() {
  echo "== status $1"
  if has curl; then
    curl -sS -k --noproxy '*' -m "$2" -A apache-oncall -H 'Host: localhost' -w '\n== http %{http_code} connect %{time_connect} total %{time_total} exit' "$1"
    echo " $?"
  else
    wget -q -T "$2" -t 1 -O - --no-proxy --no-check-certificate --header 'Host: localhost' -U apache-oncall "$1" 2>&1 || wget -q -T "$2" -O - --header 'Host: localhost' "$1"
    k=$?; echo; echo "== http - connect - total - exit $k"
  fi
}
served() {
  curl -sS -k --noproxy '*' -m "$2" -A apache-oncall -H 'Host: localhost' "$1" 2>/dev/null | head -c 4000000 | sed -n 's|.*<td><b>[0-9]*-[0-9]*</b></td><td>\([0-9]*\)</td><td>[0-9]*/\([0-9]*\)/.*|\1 \2|p' | awk '{ n[$1] += $2 } END { for (k in n) print "w", k, n[k] }' | head -n 2000
}
finishing() {
  curl -sS -k --noproxy '*' -m "$2" -A apache-oncall -H 'Host: localhost' "$1" 2>/dev/null | head -c 4000000 | tr '\n' ' ' | sed 's/<tr>/\
/g' | sed -n 's|^<td><b>[0-9]*-[0-9]*</b></td><td>\([0-9]*\)</td><td>[0-9/]*</td><td>G *</td><td>[^<]*</td><td>\([0-9]*\)</td>.*<td>\([^<]*\)</td><td>[^<]*</td><td nowrap>\([^<]*\)</td><td nowrap>\([^<]*\)</td></tr>.*|g \1 \2 \3 \4 \5|p' | cut -c1-300 | head -n 20
}
sizes() { while read -r k d v; do { read -r a v b; } 2>/dev/null <"/proc/$d/statm" && echo "$1 $d $v"; done; }
twice() {
  first=$(served "$1" "$2"); [ "$first" ] || return 0
  printf '%s\n' "$first"
  echo "page $(getconf PAGESIZE 2>/dev/null || echo 4096)"
  printf '%s\n' "$first" | head -n 200 | sizes m
  sleep 1
  served "$1" "$2" | sed 's/^w /v /'
  printf '%s\n' "$first" | head -n 200 | sizes n
}
has curl || has wget || { echo '== no client'; exit 0; }
ports=$(apache_ports "$1" "$2" "$3" | head -n 3)
[ "$ports" ] || { echo '== no port'; exit 0; }
echo "$ports" | while read -r a v; do
  case $v in 443 | 8443) b=https ;; *) b=http ;; esac
  out=$(ask_status "$b://$a:$v/server-status?auto" "$4" 2>&1); printf '%s\n' "$out"
  case $out in *Scoreboard:*) has curl && twice "$b://$a:$v/server-status" "$4" ;; esac
  case $out in *Scoreboard:*G*) has curl && finishing "$b://$a:$v/server-status" "$4" ;; esac
  case $out in *Scoreboard:* | *'connect 0.0'*'exit 28'*) break ;; esac
done
