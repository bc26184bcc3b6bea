# $1 URL that answered before, $2 how many requests, one after the other, $3 seconds to wait for each, $4 seconds between them (a second where sleep takes no
# fractions). Prints `STATUS SECONDS EXIT` for each; what the page says is thrown away.
has curl || { echo 'no client'; exit 0; }
n=0
while [ "$n" -lt "$2" ]; do
  curl -s -k --noproxy '*' -m "$3" -A apache-oncall -o /dev/null -w '%{http_code} %{time_total}' "$1" 2>/dev/null
  echo " $?"
  n=$((n + 1))
  sleep "$4" 2>/dev/null || sleep 1
done
