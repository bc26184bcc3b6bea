# $1 access log, $2 lines of its end. Status codes and busiest addresses, counted here; the requests themselves stay on the host, but for the paths of five that
# failed. Reads only, by tail(1) through sudo where the account may not.
if [ -r "$1" ]; then tail -n "$2" -- "$1"
elif text=$(as_root /usr/bin/tail -n "$2" "$1" 2>&1 </dev/null); then printf '%s\n' "$text"
elif [ -x "${1%/*}" ] && [ ! -e "$1" ]; then echo '== missing'
else echo '== refused'; fi | awk -v path="$1" '
  /^== (missing|refused)$/ { print; bad = 1; exit }
  {
    lines++
    n = split(substr($0, 1, 8000), part, "\"")
    split(part[n > 2 ? 3 : 2], after, " ")
    if (n < 3 || after[1] !~ /^[1-5][0-9][0-9]$/) { unread++; next }
    status = after[1]; s[status]++
    split(part[1], before, " "); address = before[1]; if (address ~ /^[A-Za-z0-9.*-]+:[0-9]+$/ && before[2] != "-") address = before[2]
    if (address ~ /^[0-9A-Za-z.:-]+$/) { a[address]++; if (status == 408) t[address]++ }
    if (match(part[1], /\[[^]]*\]/)) { at = substr(part[1], RSTART + 1, RLENGTH - 2); if (first == "") first = at }
    if (status >= 500) { split(part[2], req, " "); sub(/[?#].*/, "", req[2]); sample[++samples % 5] = "e " status " " substr(req[1] " " req[2], 1, 150) }
  }
  END {
    if (bad) exit
    print "== counted", path, lines + 0, unread + 0
    for (k in s) print "s", k, s[k]
    for (k in a) print "a", k, a[k]
    for (k in t) print "t", k, t[k]
    if (first != "") { print "f", first; print "u", at }
    for (k in sample) print sample[k]
  }' | sort -k1,1 -k3,3nr | awk '{ if ($1 != last) n = 0; last = $1 } $1 == "==" || $1 == "s" || ++n <= 10'
