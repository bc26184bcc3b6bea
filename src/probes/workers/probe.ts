import type { Layout } from '../../model/layout.ts';
import { defineProbe } from '../../model/source.ts';
import { portFunctions, ssCommand } from '../ports/local-ports.ts';
import { parseRequests } from './parse-requests.ts';
import { parseStatus } from './parse-status.ts';
import { RequestFacts } from './request-facts.ts';
import { StatusPage } from './status-facts.ts';

/** A saturated server accepts and never answers, so waiting longer than this only delays the diagnosis. */
export const statusSeconds = 2;

const statusProgram = `${portFunctions}
ask_status() {
  echo "== status $1"
  if has curl; then
    curl -sS -k --noproxy '*' -m "$2" -A apache-oncall -H 'Host: localhost' -w '\\n== http %{http_code} connect %{time_connect} total %{time_total} exit' "$1"
    echo " $?"
  else
    wget -q -T "$2" -t 1 -O - --no-proxy --no-check-certificate --header 'Host: localhost' -U apache-oncall "$1" 2>&1 || wget -q -T "$2" -O - --header 'Host: localhost' "$1"
    k=$?; echo; echo "== http - connect - total - exit $k"
  fi
}
served() {
  curl -sS -k --noproxy '*' -m "$2" -A apache-oncall -H 'Host: localhost' "$1" 2>/dev/null | head -c 4000000 | sed -n 's|.*<td><b>[0-9]*-[0-9]*</b></td><td>\\([0-9]*\\)</td><td>[0-9]*/\\([0-9]*\\)/.*|\\1 \\2|p' | awk '{ n[$1] += $2 } END { for (k in n) print "w", k, n[k] }' | head -n 2000
}
finishing() {
  curl -sS -k --noproxy '*' -m "$2" -A apache-oncall -H 'Host: localhost' "$1" 2>/dev/null | head -c 4000000 | tr '\\n' ' ' | sed 's/<tr>/\\
/g' | sed -n 's|^<td><b>[0-9]*-[0-9]*</b></td><td>\\([0-9]*\\)</td><td>[0-9/]*</td><td>G *</td><td>[^<]*</td><td>\\([0-9]*\\)</td>.*<td>\\([^<]*\\)</td><td>[^<]*</td><td nowrap>\\([^<]*\\)</td><td nowrap>\\([^<]*\\)</td></tr>.*|g \\1 \\2 \\3 \\4 \\5|p' | cut -c1-300 | head -n 20
}
sizes() { while read -r k d v; do { read -r a v b; } 2>/dev/null <"/proc/$d/statm" && echo "$1 $d $v"; done; }
twice() {
  first=$(served "$1" "$2"); [ "$first" ] || return 0
  printf '%s\\n' "$first"
  echo "page $(getconf PAGESIZE 2>/dev/null || echo 4096)"
  printf '%s\\n' "$first" | head -n 200 | sizes m
  sleep 1
  served "$1" "$2" | sed 's/^w /v /'
  printf '%s\\n' "$first" | head -n 200 | sizes n
}
has curl || has wget || { echo '== no client'; exit 0; }
ports=$(apache_ports "$1" "$2" "$3" | head -n 3)
[ "$ports" ] || { echo '== no port'; exit 0; }
echo "$ports" | while read -r a v; do
  case $v in 443 | 8443) b=https ;; *) b=http ;; esac
  out=$(ask_status "$b://$a:$v/server-status?auto" "$4" 2>&1); printf '%s\\n' "$out"
  case $out in *Scoreboard:*) has curl && twice "$b://$a:$v/server-status" "$4" ;; esac
  case $out in *Scoreboard:*G*) has curl && finishing "$b://$a:$v/server-status" "$4" ;; esac
  case $out in *Scoreboard:* | *'connect 0.0'*'exit 28'*) break ;; esac
done
`;

function portArguments(layout: Layout): readonly string[] {
  return [layout.configRoot, layout.mainConfig, ssCommand(layout)[0] ?? 'ss'];
}

/** Apache's own account of its workers; that it hangs while the port accepts is an answer too. */
export const statusPage = defineProbe({
  id: 'status-page',
  title: 'mod_status page',
  question: 'What are the workers doing: how many are busy, and with what?',
  wants: 'mod_status reachable from localhost, and curl or wget on the host',
  facts: StatusPage,
  privileged: (layout) => [ssCommand(layout)],
  section: (layout) => ({
    program: statusProgram,
    args: [...portArguments(layout), String(statusSeconds)],
    seconds: 3 * (statusSeconds + 3),
    bytes: 300_000,
  }),
  parse: (text) => parseStatus(text),
});

const requestProgram = `${portFunctions}
has curl || { echo '== no client'; exit 0; }
ports=$(apache_ports "$1" "$2" "$3")
[ "$ports" ] || { echo '== no port'; exit 0; }
echo "$ports" | while read -r a v; do
  case $v in 443 | 8443) b=https ;; *) b=http ;; esac
  echo "== request $b://$a:$v/"
  curl -sS -k --noproxy '*' -m "$4" -A apache-oncall -o /dev/null -D - -w '== http %{http_code} connect %{time_connect} total %{time_total} exit' "$b://$a:$v/" 2>&1 | head -c 4000
  echo " $?"
done
`;

/** One light request to / on each port that Apache listens on: does it answer, how fast, and who. */
export const request = defineProbe({
  id: 'request',
  title: 'A request to /',
  question: 'Does the server answer a real request?',
  wants: 'curl on the host, and an open port of Apache',
  facts: RequestFacts,
  privileged: (layout) => [ssCommand(layout)],
  section: (layout) => ({
    program: requestProgram,
    args: [...portArguments(layout), '2'],
    seconds: 14,
    bytes: 40_000,
  }),
  parse: (text) => parseRequests(text),
});
