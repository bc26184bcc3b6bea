import { hostHelperPath } from '../service/host-helper.ts';
import { asRootOrUser } from '../service/invocation.ts';
import { wantedDirectives, wantedSections } from './wanted.ts';

/** Arguments: the command of the syntax check. */
export const askProgram = `${asRootOrUser}
ask "$@"
`;

/**
 * Arguments: configuration root, main file, then the command that dumps the includes. Prints `== root` or `== user` and the dump, then per readable file
 * `F PATH` and `D LINE TEXT` for each logical line of interest, `U PATH` for a file that cannot be read.
 */
export const directivesProgram = `${asRootOrUser}
root=$1 main=$2
shift 2
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
awk '
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
    if (name in wanted || name ~ /^<\\/?(${wantedSections})>?$/) print "D " line " " substr(text, 1, 1000)
  }' "$@"
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
