# $1 access log by the layout, $2 lines of its end, $3 configuration root, $4 httpd's own name. Where there is no such log or nothing in it, the one of the configuration
# that was written last, through rotatelogs and the like too. Where the account may read it itself, before them as many of those that were not answered 4xx, so that a flood of requests for
# what is not there pushes no 5xx out, and does not change their share: `b N M`, of N lines that were looked at before the end M were passed over. Status codes and busiest addresses, counted here; how each of the last 30 minutes with requests went, and each of the last
# 60 tens of seconds; and for what was answered 5xx or 403, by the first part of the path, how many good answers came before, between and after. The requests
# themselves stay on the host, but for the paths of five that failed. The looks of this bot are left out. Reads only, by tail(1) through sudo where the account
# may not. fare() counts for a group good answers before the first bad one, between bad ones, and after the last. group_of() gives the site where the log names
# it, and the first part of the path; a picture or style sheet shows nothing of the program beside it and stands for itself.
. ../logs/log-target.sh
# configured ROOT NAME USUAL: the files that the configuration logs requests to, the one that was written last first.
configured() {
  folder=${3%/*}
  grep -rhiE '^[[:space:]]*(Custom|Transfer|Global)Log[[:space:]]' "$1" 2>/dev/null | tr -d '\r' | awk -v folder="$folder" '
    { sub(/^[ \t]*[^ \t]+[ \t]+/, ""); if (/^"/) { sub(/^"/, ""); sub(/".*/, "") } else sub(/[ \t].*/, ""); sub(/^\$\{APACHE_LOG_DIR\}/, folder); if (!seen[$0]++) print }' |
    head -n 40 | while IFS= read -r value; do
    place=$(log_target "$value" "$1" "$2")
    case $place in 'file '*) ;; *) continue ;; esac
    [ -f "${place#file }" ] && [ -r "${place#file }" ] && [ -s "${place#file }" ] && stat -c '%Y %n' -- "${place#file }" 2>/dev/null
  done | sort -rn | sed 's/^[0-9]* //' | head -n 1
}
before() {
  lines=$(tail -c 8388608 -- "$1" | sed -n '$=')
  [ "${lines:-0}" -gt "$2" ] || return 0
  tail -c 8388608 -- "$1" | head -n "$((lines - $2))" | tr -d '\000' | awk -v most="$2" '
    !/" 4[0-9][0-9] / { n++; line[n % most] = $0 }
    END { print "== before " NR " " NR - (n > most ? most : n); for (i = n > most ? n - most + 1 : 1; i <= n; i++) print line[i % most] }'
}
if [ ! -s "$1" ]; then
  own=$(configured "$3" "$4" "$1")
  [ -z "$own" ] || { shift; set -- "$own" "$@"; }
fi
if [ -r "$1" ]; then before "$1" "$2"; tail -n "$2" -- "$1"
elif text=$(as_root /usr/bin/tail -n "$2" "$1" 2>&1 </dev/null); then printf '%s\n' "$text"
elif [ -x "${1%/*}" ] && [ ! -e "$1" ]; then echo '== missing'
else case $text in 'as_root: not asked'*) printf '%s\n' "$text" ;; *) echo '== refused' ;; esac; fi | awk -v path="$1" '
  function fare(g, status, at) {
    if (status >= 500 || (status == 403 && g != "*")) {
      if (g in bads) n_between[g] += n_after[g]; else { n_before[g] = n_after[g] + 0; since[g] = at }
      bads[g]++; n_after[g] = 0; last[g] = at; told[g] = status
    } else if (status >= 200 && status < 400) { n_after[g]++; good[g] = at }
  }
  function group_of(path, site) {
    sub(/[?#].*/, "", path); sub(/^https?:\/\/[^\/]*/, "", path)
    if (path !~ /\.(css|js|map|png|jpe?g|gif|svg|ico|webp|woff2?|ttf|txt)$/ && match(path, /^\/[^\/]+\//)) path = substr(path, 1, RLENGTH)
    return (site ~ /^[A-Za-z0-9.-]+:[0-9]+$/ ? site : "") substr(path, 1, 100)
  }
  /^(== (missing|refused)|as_root: not asked: .*)$/ { print; bad = 1; exit }
  /^== before [0-9]+ [0-9]+$/ { looked = $3 " " $4; next }
  /"[^"]*apache-oncall[^"]*"[ \t]*$/ { next }
  {
    lines++
    n = split(substr($0, 1, 8000), part, "\"")
    split(part[n > 2 ? 3 : 2], after, " ")
    if (n < 3 || after[1] !~ /^[1-5][0-9][0-9]$/) { unread++; next }
    status = after[1]; s[status]++
    split(part[1], before, " "); address = before[1]; if (address ~ /^[A-Za-z0-9.*-]+:[0-9]+$/ && before[2] != "-") address = before[2]
    if (address ~ /^[0-9A-Za-z.:-]+$/) { a[address]++; if (status == 408) t[address]++ }
    if (match(part[1], /\[[^]]*\]/)) { at = substr(part[1], RSTART + 1, RLENGTH - 2); if (first == "") first = at; minute = substr(at, 1, 17) substr(at, 21); sub(/ /, "", minute); if (minute != newest) { newest = minute; order[++minutes] = minute }; all[minute]++; if (status >= 500) failed[minute]++; if ($1 ~ /^[A-Za-z0-9.-]+:[0-9]+$/) { v[$1]++; if (status >= 500) w[$1]++ }
      ten = substr(at, 1, 19) substr(at, 21); sub(/ /, "", ten); if (ten != newest_ten) { newest_ten = ten; tens[++n_tens] = ten }; in_ten[ten]++; if (status >= 500) bad_ten[ten]++
      when = at; sub(/ /, "", when); split(part[2], req, " "); fare("*", status, when); fare(group_of(req[2], $1), status, when) }
    if (status >= 500) { split(part[2], req, " "); sub(/[?#].*/, "", req[2]); sample[++samples % 5] = "e " status " " substr(req[1] " " req[2], 1, 150) }
  }
  END {
    if (bad) exit
    print "== counted", path, lines + 0, unread + 0
    if (looked != "") print "b", looked
    for (k in s) print "s", k, s[k]
    for (k in a) print "a", k, a[k]
    for (k in t) print "t", k, t[k]
    if (first != "") { print "f", first; print "u", at }
    for (k in sample) print sample[k]
    for (k in v) print "v", k, v[k], w[k] + 0
    for (k in bads) { if (k != "*") groups++; print "g", k, bads[k], n_before[k], n_between[k] + 0, n_after[k], since[k], last[k], ((k in good) ? good[k] : "-"), told[k] }
    print "h", groups + 0
    for (k = n_tens; k > 0 && k > n_tens - 60; k--) if (!(tens[k] in told_ten)) { told_ten[tens[k]] = 1; print "c", tens[k], in_ten[tens[k]], bad_ten[tens[k]] + 0 }
    for (k = minutes; k > 0 && k > minutes - 30; k--) if (!(order[k] in done)) { done[order[k]] = 1; print "m", order[k], all[order[k]], failed[order[k]] + 0 }
  }' | sort -k1,1 -k3,3nr | awk '{ if ($1 != last) n = 0; last = $1 } $1 == "==" || $1 == "s" || $1 == "m" || $1 == "c" || ++n <= ($1 == "g" ? 20 : 10)'
