import { defineProbe } from '../../model/source.ts';
import { ListenerFacts } from './facts.ts';
import { ssCommand } from './local-ports.ts';
import { parseListeners } from './parse.ts';

const program = `
cgroup_of() {
  cg=; { while IFS= read -r v; do case $v in *:name=systemd:*) cg=\${v#*:name=systemd:} ;; 0::*) [ "$cg" ] || cg=\${v#0::} ;; esac; done; } 2>/dev/null <"/proc/$1/cgroup"
  [ "$cg" ] && echo "c $1 $cg"
}
address() {
  case $1 in
    00000000) echo 0.0.0.0 ;;
    ????????) k=$1 b=\${k%??????} k=\${k#??} a=\${k%????} k=\${k#??} v=\${k%??} k=\${k#??}; echo "$((0x$k)).$((0x$v)).$((0x$a)).$((0x$b))" ;;
    00000000000000000000000000000000) echo '[::]' ;;
    *) echo "[$1]" ;;
  esac
}
if has ss; then
  out=$(as_root "$1" -ltnp 2>/dev/null) && echo '== root' || { echo '== user'; out=$(ss -ltn 2>&1); }
  printf '%s\\n' "$out" | head -c 120000
  for k in $(printf '%s\\n' "$out" | awk '{ while (match($0, /pid=[0-9]+/)) { p = substr($0, RSTART + 4, RLENGTH - 4); if (!seen[p]++ && ++n <= 60) print p; $0 = substr($0, RSTART + RLENGTH) } }'); do cgroup_of "$k"; done
else
  echo '== user'
  for f in /proc/net/tcp /proc/net/tcp6; do
    { while read -r n l m st rest; do [ "$st" = 0A ] && echo "l $(address "\${l%:*}") $((0x\${l##*:}))"; done; } 2>/dev/null <"$f"
  done
fi
`;

/** Every listening TCP port, who holds it, and how many connections wait on it. */
export const listeners = defineProbe({
  id: 'listeners',
  title: 'Listening ports',
  question: 'Who listens on the web ports, and how many connections wait to be accepted?',
  wants: 'ss(8) through sudo to name the holders',
  facts: ListenerFacts,
  privileged: (layout) => [ssCommand(layout)],
  section: (layout) => ({ program, args: [ssCommand(layout)[0] ?? 'ss'], seconds: 6, bytes: 150_000 }),
  parse: (text) => parseListeners(text),
  partial: ({ holdersVisible }) => (holdersVisible ? undefined : 'who holds each socket is shown to root only'),
});
