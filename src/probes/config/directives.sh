# $1 configuration root, $2 main file, $3 log directory, $4 the directives wanted in lower case, $5 the containers wanted as a pattern, then the command that dumps
# the includes. Reads only, as the account; the dump as root where sudo allows exactly that.
# Prints `== root` or `== user` and the dump, then per readable file `F PATH` and `D LINE TEXT` for each logical line of interest, `V LINE DIRECTIVE NAME...` for
# any other that uses `${NAME}` (its text stays on the host), `U PATH` for a file that cannot be read,
# `M EPOCH OWNER PATH` for when one outside the root was last changed; last, `T STATE LINE FILE<tab>PATH` for each log that httpd
# could not open or start as things are now.
. ../survey/as-root-or-user.sh

root=$1 main=$2 logs=$3 directives=$4 containers=$5
shift 5
dump=$(ask "$@")
printf '%s\n' "$dump" | head -c 200000
files=$(printf '%s\n' "$dump" | sed -n 's/^ *([0-9*]*) \(\/.*\)$/\1/p' | head -n 1500)
echo '== files'
if [ -z "$files" ]; then
  echo '== guessed'
  files=$(printf '%s\n' "$main"; find "$root/" -xdev \( -type f -o -type l \) \( -name '*.conf' -o -name '*.load' \) 2>/dev/null | sort | head -n 1500)
fi
set --
seen='
'
while IFS= read -r file; do
  case $seen in *"
$file
"*) continue ;; esac
  seen="$seen$file
"
  if [ -f "$file" ] && [ -r "$file" ]; then set -- "$@" "$file"; else printf 'U %s\n' "$file"; fi
done <<END
$files
END
[ "$#" -gt 0 ] || exit 0
for file do
  case $file in "$root"/*) ;; *) printf '%s\n' "$file" ;; esac
done | head -n 500 | while IFS= read -r file; do stat -L -c 'M %Y %U %n' -- "$file" 2>/dev/null; done
lines=$(awk -v directives="$directives" -v containers="^</?($containers)>?$" '
  BEGIN {
    count = split(directives, names, " ")
    for (i = 1; i <= count; i++) wanted[names[i]] = 1
  }
  FNR == 1 { print "F " FILENAME; joined = ""; start = 0 }
  {
    if (start == 0) start = FNR
    text = joined $0
    sub(/\r$/, "", text)
    if (text ~ /\\$/ && length(text) < 8000) { joined = substr(text, 1, length(text) - 1); next }
    line = start
    joined = ""
    start = 0
    sub(/^[ \t]+/, "", text)
    if (text == "" || text ~ /^#/) next
    split(text, word, /[ \t]+/)
    name = tolower(word[1])
    if (name in wanted || name ~ containers) { print "D " line " " substr(text, 1, 1000); next }
    used = ""
    while (match(text, /[$][{][A-Za-z_][A-Za-z0-9_]*[}]/)) {
      used = used " " substr(text, RSTART + 2, RLENGTH - 3)
      text = substr(text, RSTART + RLENGTH)
    }
    if (used != "" && name ~ /^<?[a-z][a-z0-9_]*>?$/) print "V " line " " substr(name, 1, 60) substr(used, 1, 400)
  }' "$@")
printf '%s\n' "$lines"
. ./log-targets.sh
