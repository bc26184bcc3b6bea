# $1: pid of the running parent. The limits that it was given, and how many files it has open where that is shown. Built-ins only.
. ./say.sh
echo "== pid $1"
{ while IFS= read -r line; do echo "$line"; done; } <"/proc/$1/limits"
if [ -r "/proc/$1/fd" ]; then n=0; for f in "/proc/$1/fd/"*; do [ -L "$f" ] && n=$((n + 1)); done; [ "$n" -gt 0 ] && echo "== fds $n"; fi
:
