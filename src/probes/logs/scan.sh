# scan PATTERN MOST: of the lines of standard input that match, the last MOST of each AH code (or of all others together) in file order, each with the unprefixed
# line after it, and `== dropped N`.
scan() { awk -v wanted="$1" -v most="$2" '
function forget(line) { delete text[line]; dropped++ }
$0 ~ wanted {
  code = match($0, /AH[0-9][0-9][0-9][0-9][0-9]/) ? substr($0, RSTART, 9) : "other"
  n = ++count[code]
  if (n > most) forget(at[code, n - most])
  at[code, n] = NR; text[NR] = substr($0, 1, 700); last = NR; next
}
last == NR - 1 && !/^\[/ && (last in text) { text[last] = text[last] "\n" substr($0, 1, 300) }
END {
  for (i = 1; i <= NR; i++) if (i in text) print text[i]
  if (dropped) print "== dropped " dropped
}' 2>/dev/null; }
