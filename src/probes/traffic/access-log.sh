# $1 access log, $2 lines of its end. Status codes and busiest addresses, counted here, and how each of the last 30 minutes with requests went; the requests
# themselves stay on the host, but for the paths of five that failed. The looks of this bot are left out. Reads only, by tail(1) through sudo where the account
# may not.
if [ -r "$1" ]; then tail -n "$2" -- "$1"
elif text=$(as_root /usr/bin/tail -n "$2" "$1" 2>&1 </dev/null); then printf '%s\n' "$text"
elif [ -x "${1%/*}" ] && [ ! -e "$1" ]; then echo '== missing'
else case $text in 'as_root: not asked'*) printf '%s\n' "$text" ;; *) echo '== refused' ;; esac; fi | awk -v path="$1" '
  /^(== (missing|refused)|as_root: not asked: .*)$/ { print; bad = 1; exit }
  /"[^"]*apache-oncall[^"]*"[ \t]*$/ { next }
  {
    lines++
    n = split(substr($0, 1, 8000), part, "\"")
    split(part[n > 2 ? 3 : 2], after, " ")
    if (n < 3 || after[1] !~ /^[1-5][0-9][0-9]$/) { unread++; next }
    status = after[1]; s[status]++
    split(part[1], before, " "); address = before[1]; if (address ~ /^[A-Za-z0-9.*-]+:[0-9]+$/ && before[2] != "-") address = before[2]
    if (address ~ /^[0-9A-Za-z.:-]+$/) { a[address]++; if (status == 408) t[address]++ }
    if (match(part[1], /\[[^]]*\]/)) { at = substr(part[1], RSTART + 1, RLENGTH - 2); if (first == "") first = at; minute = substr(at, 1, 17) substr(at, 21); sub(/ /, "", minute); if (minute != newest) { newest = minute; order[++minutes] = minute }; all[minute]++; if (status >= 500) failed[minute]++; if ($1 ~ /^[A-Za-z0-9.-]+:[0-9]+$/) { v[$1]++; if (status >= 500) w[$1]++ } }
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
    for (k in v) print "v", k, v[k], w[k] + 0
    for (k = minutes; k > 0 && k > minutes - 30; k--) if (!(order[k] in done)) { done[order[k]] = 1; print "m", order[k], all[order[k]], failed[order[k]] + 0 }
  }' | sort -k1,1 -k3,3nr | awk '{ if ($1 != last) n = 0; last = $1 } $1 == "==" || $1 == "s" || $1 == "m" || ++n <= 10'
