# scan PATTERN MOST FEW: of the lines of standard input that match, the last MOST of each AH code (or of all others together), and of every other line of the level
# error or worse the first and the last FEW of each code or shape, 0 for none: so that no kind of message pushes out another. In file order, each with the unprefixed
# line after it, and `== dropped N`. A shape is the text without its digits and what is quoted; more than 200 of them are one.
# searched BYTES: as many, or 4 MiB where awk is busybox's, which needs about 0.7 s for each MB of them (1.36, measured).
searched() { case $(readlink -f -- "$(command -v awk)" 2>/dev/null) in *busybox*) echo 4194304 ;; *) echo "$1" ;; esac; }
scan() { wanted=$1 awk -v most="$2" -v few="$3" '
BEGIN { wanted = ENVIRON["wanted"] }
function forget(line) { delete text[line]; dropped++ }
function keep(key, quota,  n) {
  n = ++count[key]
  if (n > quota) forget(at[key, n - quota])
  at[key, n] = NR; text[NR] = substr($0, 1, 700); last = NR
}
function shape(line) {
  line = substr(line, 1, 400)
  while (match(line, /^\[[^]]*\] */)) line = substr(line, RLENGTH + 1)
  gsub(/[0-9]+/, "0", line); gsub(/"[^"]*"|\047[^\047]*\047/, "_", line)
  line = substr(line, 1, 48)
  if (!(line in known)) { if (shapes >= 200) return "more"; shapes++; known[line] = 1 }
  return line
}
$0 ~ wanted { keep(match($0, /AH[0-9][0-9][0-9][0-9][0-9]/) ? substr($0, RSTART, 9) : "other", most); next }
few && /[:\[](error|crit|alert|emerg)\]/ {
  key = "e" (match($0, /AH[0-9][0-9][0-9][0-9][0-9]/) ? substr($0, RSTART, 9) : shape($0))
  if (++begun[key] > few) { keep(key, few); next }
  text[NR] = substr($0, 1, 700); last = NR; next
}
last == NR - 1 && !/^\[/ && (last in text) { text[last] = text[last] "\n" substr($0, 1, 300) }
END {
  for (i = 1; i <= NR; i++) if (i in text) print text[i]
  if (dropped) print "== dropped " dropped
}' 2>/dev/null; }
