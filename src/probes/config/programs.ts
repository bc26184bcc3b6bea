import { hostHelperPath } from '../../host/oncall-facts/oncall-facts.ts';
import { asRootOrUser } from '../survey/invocation.ts';
import { wantedDirectives, wantedSections } from './wanted.ts';

/** Arguments: the command of the syntax check. */
export const askProgram = `${asRootOrUser}
ask "$@"
`;

/**
 * What httpd would meet when it opens its logs, of the `D` lines in `$lines`. A piped program is named by its first word and run without a search path, a file
 * by its path, relative to ServerRoot; what lies behind a folder this user may not search is `unseen`, and names of other log providers are left out.
 */
const logTargets = `
look() {
  state=new rest=$1
  if [ -d "$1" ]; then state=directory; return 0; fi
  if [ -e "$1" ]; then state=file; return 0; fi
  while [ ! -e "$rest" ]; do
    gone=$rest
    [ ! -L "$gone" ] || state=unseen
    rest=\${rest%/*}
    [ "$rest" ] || rest=/
  done
  [ -x "$rest" ] || state=unseen
  [ "$state" = unseen ] || [ "$gone" = "$1" ] || state=no-directory
}
printf '%s\\n' "$lines" | awk -v logs="$logs" '
  /^F / { file = substr($0, 3); next }
  !/^D / { next }
  { name = tolower($3) }
  name == "serverroot" { root = $4; gsub(/"/, "", root); next }
  name !~ /^(error|custom|transfer|global)log$/ { next }
  {
    target = $0
    sub(/^D [0-9]+ [^ \\t]+[ \\t]+/, "", target)
    if (target ~ /^"/) { target = substr(target, 2); sub(/".*$/, "", target) } else sub(/[ \\t].*$/, "", target)
    gsub(/[$][{]APACHE_LOG_DIR[}]/, logs, target)
    kind = "file"
    if (target ~ /^[|]/) {
      kind = target ~ /^[|][$]/ ? "shell" : "program"
      sub(/^[|]+[$]?[ \\t]*/, "", target)
      sub(/[ \\t].*$/, "", target)
      if (target !~ /^\\//) { if (kind == "shell" || target ~ /\\//) next; target = "/" target }
    } else if (target !~ /^\\//) {
      if (target !~ /\\// || target ~ /:/ || root == "") next
      target = root "/" target
    }
    if (target ~ /[$][{]|[^ -~]|^\\/(proc|dev)\\//) next
    print kind "\\t" $2 "\\t" file "\\t" target
  }' | head -n 1000 | while IFS='	' read -r kind line file target; do
  look "$target"
  if [ "$kind" != file ]; then
    case $state in
      new | no-directory) state=no-program ;;
      directory) state=not-executable ;;
      file) [ -x "$target" ] || case $(ls -ldL -- "$target" 2>/dev/null) in ???[xs]* | ??????[xs]* | ?????????[xt]*) ;; *) state=not-executable ;; esac ;;
    esac
    [ "$state" != file ] || continue
  fi
  case $state in file | new) ;; *) printf 'T %s %s %s\\t%s\\n' "$state" "$line" "$file" "$target" ;; esac
done
`.trim();

/**
 * Arguments: configuration root, main file, log directory, then the command that dumps the includes. Prints `== root` or `== user` and the dump, then per
 * readable file `F PATH` and `D LINE TEXT` for each logical line of interest, `V LINE DIRECTIVE NAME…` for any other that uses `${NAME}` (its text stays on
 * the host), `U PATH` for a file that cannot be read; last, `T STATE LINE FILE<tab>PATH` for each log that httpd could not open or start as things are now.
 */
export const directivesProgram = `${asRootOrUser}
root=$1 main=$2 logs=$3
shift 3
dump=$(ask "$@")
printf '%s\\n' "$dump" | head -c 200000
files=$(printf '%s\\n' "$dump" | sed -n 's/^ *([0-9*]*) \\(\\/.*\\)$/\\1/p' | head -n 1500)
echo '== files'
if [ -z "$files" ]; then
  echo '== guessed'
  files=$(printf '%s\\n' "$main"; find "$root/" -xdev \\( -type f -o -type l \\) \\( -name '*.conf' -o -name '*.load' \\) 2>/dev/null | sort | head -n 1500)
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
  if [ -f "$file" ] && [ -r "$file" ]; then set -- "$@" "$file"; else printf 'U %s\\n' "$file"; fi
done <<END
$files
END
[ "$#" -gt 0 ] || exit 0
lines=$(awk '
  BEGIN {
    count = split("${wantedDirectives.join(' ')}", names, " ")
    for (i = 1; i <= count; i++) wanted[names[i]] = 1
  }
  FNR == 1 { print "F " FILENAME; joined = ""; start = 0 }
  {
    if (start == 0) start = FNR
    text = joined $0
    sub(/\\r$/, "", text)
    if (text ~ /\\\\$/ && length(text) < 8000) { joined = substr(text, 1, length(text) - 1); next }
    line = start
    joined = ""
    start = 0
    sub(/^[ \\t]+/, "", text)
    if (text == "" || text ~ /^#/) next
    split(text, word, /[ \\t]+/)
    name = tolower(word[1])
    if (name in wanted || name ~ /^<\\/?(${wantedSections})>?$/) { print "D " line " " substr(text, 1, 1000); next }
    used = ""
    while (match(text, /[$][{][A-Za-z_][A-Za-z0-9_]*[}]/)) {
      used = used " " substr(text, RSTART + 2, RLENGTH - 3)
      text = substr(text, RSTART + RLENGTH)
    }
    if (used != "" && name ~ /^<?[a-z][a-z0-9_]*>?$/) print "V " line " " substr(name, 1, 60) substr(used, 1, 400)
  }' "$@")
printf '%s\\n' "$lines"
${logTargets}
`;

/**
 * Arguments: configuration root, binary, log directory. Prints `== helper` and the root-owned helper's lines, or `== hash` and the same lines as this user
 * sees them; then `== changed` with `EPOCH OWNER PATH` of the last seven days and `== writable` with `MODE OWNER GROUP PATH` of what others may write.
 */
export const configTreeProgram = `
root=$1 binary=$2 logs=$3
if answer=$(as_root ${hostHelperPath} config-hash 2>/dev/null); then
  echo '== helper'; printf '%s\\n' "$answer"
else
  echo '== hash'
  lines=$({
    find "$root/" -xdev -type f -size -2048k ! -name '*.key' ! -name '*.pem' ! -path '*/private/*' -exec sha256sum -- {} + 2>/dev/null | sed -n 's/^\\([0-9a-f]\\{64\\}\\) [ *]/file \\1 /p'
    find "$root/" -xdev -type l 2>/dev/null | head -n 2000 | while IFS= read -r link; do printf 'link %s -> %s\\n' "$link" "$(readlink -- "$link")"; done
  } | sort | head -n 5000)
  printf '%s\\n' "$lines"
  printf 'tree %s\\n' "$(printf '%s\\n' "$lines" | sha256sum | cut -c1-64)"
fi
echo '== changed'
find "$root/" -xdev \\( -type f -o -type l \\) -mtime -7 -exec stat -c '%Y %U %n' -- {} + 2>/dev/null | sort -rn | head -n 200
echo '== writable'
{
  find "$root/" -xdev ! -type l \\( ! -user root -o -perm -0002 -o \\( -perm -0020 ! -group root \\) \\) -exec stat -c '%a %U %G %n' -- {} + 2>/dev/null
  find -L "$binary" "$logs" -maxdepth 0 \\( ! -user root -o -perm -0002 -o \\( -perm -0020 ! -group root \\) \\) -exec stat -L -c '%a %U %G %n' -- {} + 2>/dev/null
} | head -n 100
echo '== end'
`;
