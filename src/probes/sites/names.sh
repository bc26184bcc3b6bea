# site_names COMMAND...: `dump`, `files` or `none` on the first line, after where the names are from; then `ADDRESS<tab>PORT<tab>NAME<tab>FILE:LINE` of each
# site on a port that is open; `-` for a name or place that is not known. Where the dump cannot be had, what the readable files say in its form.
site_names() {
  dump=$(ask "$@" | head -c 400000)
  found=$(printf '%s\n' "$dump" | served)
  if [ "$found" ]; then echo dump
  else
    found=$(cat -- "$root"/sites-enabled/* "$root"/conf.d/*.conf "$root"/vhosts.d/*.conf "$main" 2>/dev/null | tr -d '\r' | blocks | served)
    if [ "$found" ]; then echo files; else echo none; fi
  fi
  {
    [ -z "$found" ] || printf '%s\n' "$found"
    printf '%s\n' "$ports" | while read -r a v; do
      printf '%s\n' "$found" | grep -q "	$v	" || printf '%s\t%s\t-\t-\n' "$a" "$v"
    done
  } | awk '!seen[$0]++' | head -n 500
}
# An alias with wildcards takes the names of all later virtual hosts of its group that match it: those are never reached by theirs.
served() {
  awk -v ports="$ports" '
    function site(address, text,  port, name, place, i, at) {
      port = address; sub(/.*:/, "", port); sub(/:[^:]*$/, "", address)
      place = "-"
      if (match(text, / \(\/.*:[0-9]+\)$/)) { place = substr(text, RSTART + 2, RLENGTH - 3); text = substr(text, 1, RSTART - 1) }
      name = tolower(text)
      if (name !~ /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/ || length(name) > 253) name = "-"
      if (place ~ /\t/ || length(place) > 500) place = "-"
      if (taken(name)) return
      for (i = 1; i < count; i += 2) {
        if (port != "*" && port != port_at[i + 1]) continue
        at = address ~ /^([0-9.]+|\[[0-9a-fA-F:]+\])$/ && address !~ /^(0\.0\.0\.0|\[::\])$/ ? address : port_at[i]
        print at "\t" port_at[i + 1] "\t" name "\t" place
      }
    }
    function taken(name,  i) {
      for (i = 1; i <= wilds; i++) if (name ~ wild[i]) return 1
      return 0
    }
    BEGIN { count = split(ports, port_at, /[ \n]+/) }
    /^[^ ]+:([0-9]+|\*) +is a NameVirtualHost$/ { group = $1; wilds = 0; next }
    /^ +wild alias [^ ]+$/ {
      pattern = tolower($3)
      if (pattern ~ /[^a-z0-9.*?_-]/) next
      gsub(/[.]/, "[.]", pattern); gsub(/[*]/, ".*", pattern); gsub(/[?]/, ".", pattern)
      wild[++wilds] = "^" pattern "$"; next
    }
    /^[^ ]+:([0-9]+|\*) +[^ ]+ \(/ { address = $1; sub(/^[^ ]+ +/, ""); site(address, $0); next }
    /^ +default server / && group != "" { sub(/^ +default server /, ""); site(group, $0); next }
    /^ +port ([0-9]+|\*) namevhost / && group != "" { sub(/^ +port [^ ]+ namevhost /, ""); site(group, $0) }
  '
}
blocks() {
  awk '
    function bare(v) { gsub(/["\047]/, "", v); return v }
    tolower($1) == "<virtualhost" { count = 0; for (i = 2; i <= NF; i++) { v = $i; sub(/>.*$/, "", v); if (v ~ /:([0-9]+|\*)$/) at[++count] = v }; name = "-"; next }
    tolower($1) == "servername" && count { name = bare($2); sub(/^[a-z]+:\/\//, "", name); sub(/:[0-9]+$/, "", name) }
    tolower($1) ~ /^<\/virtualhost>/ { for (i = 1; i <= count; i++) printf "%s %s (-)\n", at[i], name; count = 0 }
  '
}
# by_log: the sites that the end of the access log names most come first.
by_log() {
  { read_log "$log" | awk '$1 ~ /^[A-Za-z0-9.-]+:[0-9]+$/ { split(tolower($1), v, ":"); n[v[1]]++ } END { for (k in n) print "n\t" k "\t" n[k] }'; cat; } |
    awk -F '\t' '$1 == "n" && NF == 3 { times[$2] = $3; next } { print (times[$3] + 0) "\t" NR "\t" $0 }' | sort -k1,1nr -k2,2n | cut -f 3-
}
