# $1 where the root-owned helper is installed, $2 configuration root, $3 binary, $4 log directory, $5 pid of the parent or `none`. Reads only.
# Prints `== helper` and the helper's lines, or `== hash` and the same lines as this user sees them; then `== changed` with `EPOCH OWNER PATH` of the last seven
# days; since the parent was started `== replaced` with the same of files that were put in their place with an older date, or got another owner or mode, and
# `== folders` of those whose entries changed; and `== writable` with `MODE OWNER GROUP PATH` of what others may write. Private keys are not read.
. ../logs/rotated.sh
helper=$1 root=$2 binary=$3 logs=$4
if answer=$(as_root "$helper" config-hash 2>/dev/null); then
  echo '== helper'; printf '%s\n' "$answer"
else
  echo '== hash'
  lines=$({
    find "$root/" -xdev -type f -size -2048k ! -name '*.key' ! -name '*.pem' ! -path '*/private/*' -exec sha256sum -- {} + 2>/dev/null | sed -n 's/^\([0-9a-f]\{64\}\) [ *]/file \1 /p'
    find "$root/" -xdev -type l 2>/dev/null | head -n 2000 | while IFS= read -r link; do printf 'link %s -> %s\n' "$link" "$(readlink -- "$link")"; done
  } | sort | head -n 5000)
  printf '%s\n' "$lines"
  printf 'tree %s\n' "$(printf '%s\n' "$lines" | sha256sum | cut -c1-64)"
fi
echo '== changed'
find "$root/" -xdev \( -type f -o -type l \) -mtime -7 -exec stat -c '%Y %U %n' -- {} + 2>/dev/null | sort -rn | head -n 200
since=$(started "$5")
if [ "$since" ]; then
  echo '== replaced'
  find "$root/" -xdev \( -type f -o -type l \) -ctime -7 -exec stat -c '%Z %Y %U %n' -- {} + 2>/dev/null | awk -v since="$since" '$1 > since && $1 > $2 + 60 { sub(/ [0-9]+/, ""); print }' | sort -rn | head -n 100
  echo '== folders'
  find "$root/" -xdev -type d -mtime -7 -exec stat -c '%Y %U %n' -- {} + 2>/dev/null | awk -v since="$since" '$1 > since' | sort -rn | head -n 50
fi
echo '== writable'
{
  find "$root/" -xdev ! -type l \( ! -user root -o -perm -0002 -o \( -perm -0020 ! -group root \) \) -exec stat -c '%a %U %G %n' -- {} + 2>/dev/null
  find -L "$binary" "$logs" -maxdepth 0 \( ! -user root -o -perm -0002 -o \( -perm -0020 ! -group root \) \) -exec stat -L -c '%a %U %G %n' -- {} + 2>/dev/null
} | head -n 100
echo '== end'
