# What the running server holds open, and by it or by the configuration where its main error log is.
# open_logs HELPER: the helper's `open-logs`, where it may be run.
open_logs() {
  if [ -x "$1" ] && answer=$(as_root "$1" open-logs 2>/dev/null </dev/null); then printf '%s\n' "$answer"
  elif [ "${oncall_uid:-$(id -u)}" = 0 ]; then facts "$1" open-logs 2>/dev/null; fi
}
# held_log PARENT: of such lines on standard input, `file PATH` or `gone PATH` for what the standard error of that parent ends in, which is its main error log.
held_log() {
  awk -v parent="$1" '
    $1 == "pipe" { if ($2 == parent) pipe = $4; else reads[$2] = $4; next }
    $1 != "file" && $1 != "gone" { next }
    { path = $0; for (i = 0; i < 5; i++) sub(/^[^ ]+ /, "", path); path = $1 " " path }
    $2 == parent { if ($3 == 2) own = path; next }
    !($2 in writes) { writes[$2] = path }
    END {
      if (own != "") print own
      else if (pipe != "") for (pid in writes) if (reads[pid] == pipe) { print writes[pid]; exit }
    }'
}
# main_value USUAL ROOT FILE COMMAND...: the value of the main ErrorLog. Nothing has to be asked where every ErrorLog of the files is the usual one; else the
# configuration's own dump tells, with its Defines, Includes and variables; where it cannot be read, the main file.
main_value() {
  usual=$1 root=$2 first=$3
  shift 3
  others=$(grep -rhiE '^[[:space:]]*(ErrorLog|Define|export APACHE_LOG_DIR)[[:space:]=]' "$root" "$first" 2>/dev/null | tr -d "\"'\r" | awk -v usual="$usual" -v root="$root" '
    tolower($1) == "define" { if ($2 == "APACHE_LOG_DIR") print; next }
    $1 == "export" { if ($2 !~ /^APACHE_LOG_DIR=\/var\/log\/apache2(\$SUFFIX)?$/) print; next }
    { value = $2; found = 1; folder = usual; sub(/\/[^\/]*$/, "", folder); sub(/^\$\{APACHE_LOG_DIR\}/, folder, value); if (NF != 2 || (value ~ /^\// ? value : root "/" value) != usual) print }
    END { if (!found) print "none" }' | head -n 1)
  [ "$others" ] || { printf '%s\n' "$usual"; return; }
  value=$(in_time 4 ask "$@" | sed -n 's/^Main ErrorLog: "\(.*\)"$/\1/p' | head -n 1)
  [ "$value" ] || value=$(tr -d '\r' <"$first" 2>/dev/null | awk '
    tolower($1) ~ /^<virtualhost/ { inside = 1 }
    tolower($1) ~ /^<\/virtualhost/ { inside = 0 }
    !inside && tolower($1) == "errorlog" { sub(/^[ \t]*[^ \t]+[ \t]+/, ""); gsub(/^"|"[ \t]*$/, ""); value = $0 }
    END { print value }' | sed "s,^\${APACHE_LOG_DIR},${usual%/*},")
  printf '%s\n' "${value:-$usual}"
}
