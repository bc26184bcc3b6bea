# Functions that print a file behind a name with built-ins only; a number below /proc/sys may have one digit, for more cannot be read so.
say() { line=; { IFS= read -r line; } 2>/dev/null <"$2"; [ "$line" ] && echo "== $1 $line"; }
body() { [ -r "$2" ] || return 0; echo "== $1"; { while IFS= read -r line; do echo "$line"; done; } 2>/dev/null <"$2"; }
