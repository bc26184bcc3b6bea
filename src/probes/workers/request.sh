# $1 configuration root, $2 main file, $3 ss(8) by its path, $4 seconds to wait for an answer. One light request to / on each port that Apache listens on.
. ../ports/apache-ports.sh
has curl || { echo '== no client'; exit 0; }
ports=$(apache_ports "$1" "$2" "$3")
[ "$ports" ] || { echo '== no port'; exit 0; }
echo "$ports" | while read -r a v; do
  case $v in 443 | 8443) b=https ;; *) b=http ;; esac
  echo "== request $b://$a:$v/"
  curl -sS -k --noproxy '*' -m "$4" -A apache-oncall -o /dev/null -D - -w '== http %{http_code} connect %{time_connect} total %{time_total} exit' "$b://$a:$v/" 2>&1 | head -c 4000
  echo " $?"
done
