# $1 configuration root, $2 main file, $3 ss(8) by its path, $4 access log, $5 lines of its end, $6 seconds that a request may take, $7 seconds for all of them,
# $8 how many sites, then the command that dumps the virtual hosts. Asks `/` of each site that the running server serves, one after the other, on this host's own
# addresses, with the name of the site in Host and SNI, and follows no redirect. Reads only; no body is kept.
# Prints `== names dump|files|none`, then per site `== site SCHEME ADDRESS PORT NAME PLACE` with
#   | HEADER                                        status line, Server, Location, and that a cookie was set; `! TEXT` is what the client said
#   == http CODE connect S first S total S exit N   `== again ADDRESS` before it for a second request, from this host's own address; `== unverified` for one
#                                                   whose certificate is not checked, after one where it was
#   c WORD VALUE                                    the certificate as it is served
#   == no-root PATH, == no-index PATH               its DocumentRoot, where nothing is there, or no file that could be its index
#   == log PATH, h STATUS COUNT FIRST LAST          how others were answered to `/`, and `k CLASS COUNT FIRST LAST` to anything; `== unread PATH` otherwise
# and `== left N` for sites there was no time for, `== hung PORT`, `== restricts` where access depends on addresses.
. ../ports/apache-ports.sh
. ../survey/as-root-or-user.sh
. ./names.sh
. ./history.sh
. ./ask-site.sh
root=$1 main=$2 ss=$3 log=$4 lines=$5 seconds=$6 total=$7 most=$8
shift 8
begun=$(date +%s)
ports=$(apache_ports "$root" "$main" "$ss")
[ "$ports" ] || { echo '== no port'; exit 0; }
sites=$(site_names "$@")
echo "== names ${sites%%"
"*}"
sites=$(printf '%s\n' "$sites" | sed 1d | by_log | head -n "$most")
with_logs=$(printf '%s\n' "$sites" | with_log)
hung=' ' count=0 again=2
left=$(printf '%s\n' "$with_logs" | wc -l)
while IFS='	' read -r address port name place logged; do
  left=$((left - 1))
  case $hung in *" $port $port "*) continue ;; esac
  { [ "$(($(date +%s) - begun))" -lt "$total" ] && [ "$(printf '%s' "$hung" | wc -w)" -lt 3 ]; } || { echo "== left $((left + 1))"; break; }
  ask_site "$address" "$port" "$name" "$place"
  root_of "$place"
  history_of "$logged" "$name" "$port"
done <<END
$with_logs
END
for k in $(printf '%s\n' "$hung" | tr ' ' '\n' | sort | uniq -d); do echo "== hung $k"; done
echo '== end'
