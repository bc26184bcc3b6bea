# $1 main error log, $2 configuration root, $3 main file, $4 log folder, $5 pattern of messages of weight, then the command that dumps the includes. Reads only.
# At most 12 logs, the newest first, of whose ends 600 kB are printed in all; small ones leave their share to the others. Lines of a log stand behind `| `, so that
# no log can print our marks. The awk program prints the ErrorLog directives of the files given, resolved, as `file PATH`, `pipe VALUE` and `else VALUE`.
. ../survey/as-root-or-user.sh
. ./scan.sh
. ./rotated.sh
. ./log-target.sh
main=$1 root=$2 first=$3 folder=$4 pattern=$5
shift 5
files=$(ask "$@" | sed -n 's/^ *([0-9*]*) \(\/.*\)$/\1/p' | head -n 1500)
[ "$files" ] || files=$(printf '%s\n' "$first"; find "$root/" -xdev -name '*-available' -prune -o \( -type f -o -type l \) \( -name '*.conf' -o -name '*.load' \) -print 2>/dev/null | sort | head -n 1500)
# Debian's envvars may put APACHE_LOG_DIR elsewhere.
given=$(sed -n 's/^[[:space:]]*export APACHE_LOG_DIR=//p' "$root/envvars" 2>/dev/null | tail -n 1 | tr -d "\"'")
# shellcheck disable=SC2016 # as it stands in the file
case $given in /*'$SUFFIX') given=${given%'$SUFFIX'}${folder#/var/log/apache2} ;; esac
case $given in *'$'* | [!/]* | '') ;; *) folder=$given ;; esac
set --
while IFS= read -r file; do
  if [ -f "$file" ] && [ -r "$file" ]; then set -- "$@" "$file"; else echo "== closed $file"; fi
done <<END
$files
END
[ "$#" -gt 0 ] || exit 0
found=$(awk -v root="$root" -v folder="$folder" '
function bare(v) {
  sub(/^[ \t]+/, "", v); sub(/[ \t\r]+$/, "", v)
  if (v ~ /^".*"$/ || v ~ /^\047.*\047$/) v = substr(v, 2, length(v) - 2)
  return v
}
function filled(v,  turn, name) {
  while (turn++ < 9 && match(v, /\$\{[^}]*\}/)) {
    name = substr(v, RSTART + 2, RLENGTH - 3)
    if (!(name in defined)) return v
    v = substr(v, 1, RSTART - 1) defined[name] substr(v, RSTART + RLENGTH)
  }
  return v
}
BEGIN { defined["APACHE_LOG_DIR"] = folder; base = root }
{
  name = tolower($1)
  if (name ~ /^<\/?virtualhost/) inside = name !~ /\//
  if (name != "errorlog" && name != "define" && name != "serverroot") next
  rest = $0; sub(/^[ \t]*[^ \t]+[ \t]+/, "", rest)
  if (name == "errorlog") { values[++n] = rest; if (!inside) outer = rest }
  else if (name == "serverroot") base = filled(bare(rest))
  else if (NF >= 3) { rest = $0; sub(/^[ \t]*[^ \t]+[ \t]+[^ \t]+[ \t]+/, "", rest); if (!($2 in defined)) defined[$2] = bare(rest) }
}
END {
  print "root " base
  for (i = 1; i <= n; i++) {
    v = filled(bare(values[i]))
    if (v in seen) continue
    seen[v] = 1
    if (v ~ /^\|/) print "pipe " v
    else if (v ~ /^(syslog|journald|provider)/ || v ~ /^\/(dev|proc)\// || v ~ /\$\{/) print "else " v
    else print "file " (v ~ /^\// ? v : base "/" v)
  }
  v = filled(bare(outer))
  if (v != "") print "main " (v ~ /^[\/|]|^(syslog|journald|provider)/ ? v : base "/" v)
}' "$@" | head -n 400)
whole() {
  real=$(readlink -f -- "${1%/*}" 2>/dev/null) || real=${1%/*}
  printf '%s/%s\n' "$real" "${1##*/}"
}
gone() {
  [ ! -e "$1" ] || return 1
  place=${1%/*}
  while [ "$place" ] && [ ! -e "$place" ]; do place=${place%/*}; done
  [ -x "${place:-/}" ]
}
# Another probe reads the main log; where that is elsewhere, what the layout calls it may be the log of a virtual host.
own=$(printf '%s\n' "$found" | sed -n 's/^main //p')
case ${own:-$main} in "$main") own=$(whole "$main") ;; *) own= ;; esac
set --
while read -r kind value; do
  case $kind in
    else) echo "== else $value"; continue ;;
    root) root=$value; continue ;;
    pipe)
      echo "== else $value"
      value=$(log_target "$value" "$root" httpd)
      case $value in 'file '*) value=${value#file }; echo "== into $value" ;; *) continue ;; esac ;;
    file) ;;
    *) continue ;;
  esac
  path=$(whole "$value")
  [ "$path" != "$own" ] || continue
  if [ -f "$path" ] && [ -r "$path" ]; then set -- "$@" "$path"
  elif [ -e "$path" ] && [ ! -f "$path" ]; then echo "== else $path"
  elif gone "$path"; then echo "== missing $path"
  else echo "== refused $path"; fi
done <<END
$found
END
[ "$#" -gt 0 ] || exit 0
listed=$(stat -c '%Y %s %n' -- "$@" 2>/dev/null || for path; do echo "0 $(wc -c <"$path" | tr -d ' ') $path"; done)
listed=$(printf '%s\n' "$listed" | sort -rn)
printf '%s\n' "$listed" | tail -n +13 | head -n 100 | while read -r time size path; do echo "== more $path"; done
begun=$(date +%s) left=600000 count=$(printf '%s\n' "$listed" | head -n 12 | wc -l)
deep=$(searched "$((67108864 / count))")
printf '%s\n' "$listed" | head -n 12 | sort -n -k 2,2 | while read -r time size path; do
  share=$((left / count)); [ "$size" -ge "$share" ] || share=$size
  left=$((left - share)) count=$((count - 1))
  window=$deep; [ "$size" -ge "$window" ] || window=$size
  echo "== log $path"; echo "== size $size $time"; [ "$size" -le "$window" ] || echo "== unread $((size - window))"
  echo '== earlier'
  if [ "$(($(date +%s) - begun))" -lt 5 ]; then
    {
      rotated "$path" none | unrolled 4194304
      [ "$window" -le "$share" ] || tail -c "$window" "$path" | head -c "$((window - share + 8192))"
    } | scan "$pattern" 20 4 40000 | tr -d '\r' | sed 's/^/| /'
  else echo '== unsearched'; fi
  echo '== tail'; tail -c "$share" "$path" | tr -d '\000\r' | sed 's/^/| /'
  echo
done
:
