# scan PATTERN MOST FEW BYTES: what of standard input speaks against health, in file order, each line with the unprefixed line after it: of the lines that match the
# pattern the last MOST of each kind, and of all others of the level error or worse, or without a level and with words of failure, the first and the last FEW of
# each kind, 0 for none. So no kind of message pushes out another. A kind is an AH code, an error number, the first address in the text where no client stands before it, and
# the text without digits, paths and quotes. At most 40 kinds of one code, 150 without and 400 in all are told apart, the rest is one. Where all that is more than BYTES, fewer of each.
# Then `== dropped N` for the lines left out, and `== left N KIND` for the kinds with most of them.
# searched BYTES: as many, or 4 MiB where awk is busybox's, which needs about 0.7 s for each MB of them (1.36, measured).
searched() { case $(readlink -f -- "$(command -v awk)" 2>/dev/null) in *busybox*) echo 4194304 ;; *) echo "$1" ;; esac; }
scan() { tr -d '\000' | wanted=$1 awk -v most="$2" -v few="$3" -v budget="$4" '
BEGIN { wanted = ENVIRON["wanted"] }
function kind(line,  code, place, at, head) {
  code = place = ""
  if (match(line, /AH[0-9][0-9][0-9][0-9][0-9]/)) {
    code = substr(line, RSTART, 7); at = RSTART
    place = index(line, "[client ") || index(line, "[remote ")
    head = substr(line, 1, at)
    line = substr(line, at + 9, 600)
    place = !place && match(line, /[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+/) ? substr(line, RSTART, RLENGTH) " " : ""
    if (match(head, /\([0-9]+\)[A-Z]/)) place = place substr(head, RSTART, RLENGTH - 1) " "
    if (match(line, /["\047\/0-9]/) > 24) return code " " place substr(line, 1, RSTART - 1)
  } else {
    line = substr(line, 1, 600)
    while (match(line, /^\[[^]]*\] */)) line = substr(line, RLENGTH + 1)
    sub(/^[-0-9T:+.Z]+ /, "", line)
  }
  gsub(/["\047]/, "", line); gsub(/\/[^ ,:)]*/, "/", line); gsub(/[0-9]+/, "0", line)
  return code " " place substr(line, 1, 60)
}
function one_of(key,  code) {
  if (key in count) return key
  code = match(key, /^\+?AH[0-9]+/) ? substr(key, 1, RLENGTH) : "no code"
  if (kinds >= 400 || kinds_of[code] >= (code == "no code" ? 150 : 40)) return code " more"
  kinds++; kinds_of[code]++
  return key
}
function keep(key, first, after,  n, old) {
  key = one_of(key)
  n = ++count[key]
  if (first > least[key]) least[key] = first
  if (n > least[key] && n > after) { old = n - after; if (old > least[key]) { old = at[key, old % after]; delete text[old]; delete key_of[old]; delete nth[old] } }
  if (n > least[key]) at[key, n % after] = NR
  key_of[NR] = key; nth[NR] = n; last = NR
  text[NR] = substr($0, 1, 700)
}
function wants(line,  n) { n = nth[line]; return n <= quota && n <= least[key_of[line]] || n > count[key_of[line]] - quota }
function bytes(  line, sum) { sum = 0; for (line in text) if (wants(line)) sum += length(text[line]) + 1; return sum }
$0 ~ wanted { keep("+" kind($0), 0, most); next }
!few { if (last == NR - 1 && !/^\[/) text[last] = text[last] "\n" substr($0, 1, 300); next }
/[:\[](error|crit|alert|emerg)\]/ { keep(kind($0), few, few); next }
/[:\[](warn|notice|info|debug|trace[1-8])\]/ { next }
last == NR - 1 && !/^[[0-9]/ && !/AH[0-9][0-9][0-9][0-9][0-9]: / { text[last] = text[last] "\n" substr($0, 1, 300); next }
length($0) > 100000 { next }
/(^|[^A-Za-z])(error|crit|alert|emerg)([^A-Za-z]|$)|AH[0-9][0-9][0-9][0-9][0-9]: |[Ff]atal|[Ff]ail(ed|ure)|[Cc]annot|[Cc]ould not|[Uu]nable to|[Dd]enied|[Rr]efused|[Tt]imed out|Traceback|[Ee]xception|panic/ { keep(kind($0), few, few) }
END {
  quota = most > few ? most : few
  while (quota > 1 && bytes() > budget) quota = int(quota / 2)
  for (i = 1; i <= NR; i++) if (i in text && wants(i)) { sub(/^== /, " == ", text[i]); gsub(/\n== /, "\n == ", text[i]); print text[i]; shown[key_of[i]]++ }
  for (key in count) if (count[key] > shown[key]) { dropped += count[key] - shown[key]; if (count[key] - shown[key] > 99 && told++ < 20) { name = key; sub(/^\+/, "", name); print "== left " count[key] - shown[key] " " name } }
  if (dropped) print "== dropped " dropped
}' 2>/dev/null; }
