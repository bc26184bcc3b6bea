#!/bin/sh
# oncall-balancer: what apache-oncall may tell a balancer on this host.
#   haproxy-set SOCKET BACKEND SERVER drain|maint|ready      haproxy-show SOCKET BACKEND
#   manager-set URL BALANCER WORKER drain|disable|ready      manager-show URL
#
# Who calls it: the account of apache-oncall, through sudo -n, during an approved rollout; sudoers grants each call word for word. This script does not count on
# that: every word is checked against the characters it may have, and nothing is evaluated.
# What it changes: whether one server of one backend gets requests, in the running balancer only; no file is written, nothing is restarted. HAProxy is told over
# its admin socket (management guide, "set server"); mod_proxy_balancer over its manager on loopback, which since 2.4.41 ignores calls without a Referer of its own.
# Exit codes: 0 done; 64 refused as asked; 1 the balancer refused, with its words; else those of socat, nc and curl.
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH LC_ALL=C

refuse() { echo "oncall-balancer: $1" >&2; exit 64; }
name() { case $1 in '' | -* | *[!A-Za-z0-9_.:-]*) refuse "not a name: $1" ;; esac; }
socket() { case $1 in /run/*.sock | /var/run/*.sock | /var/lib/haproxy/*) ;; *) refuse "not a socket of HAProxy: $1" ;; esac
  case $1 in *[!A-Za-z0-9_./-]* | *..*) refuse "not a socket of HAProxy: $1" ;; esac; }
url() { case $1 in http://127.0.0.1[:/]* | http://localhost[:/]* | https://127.0.0.1[:/]* | https://localhost[:/]*) ;; *) refuse "not on loopback: $1" ;; esac
  case $1 in *[!A-Za-z0-9_.:/~%-]*) refuse "not a plain URL: $1" ;; esac; }
worker() { case $1 in [a-z]*://*) ;; *) refuse "not a worker: $1" ;; esac
  case $1 in *[!A-Za-z0-9_.:/~%\|-]*) refuse "not a worker: $1" ;; esac; }

say() { # SOCKET COMMAND
  if command -v socat >/dev/null; then printf '%s\n' "$2" | socat -t 5 -T 5 - "UNIX-CONNECT:$1"
  elif command -v nc >/dev/null; then printf '%s\n' "$2" | nc -w 5 -U "$1"
  else refuse 'neither socat nor nc is installed'; fi
}
ask() { curl -qsSk --noproxy '*' -m 5 -e "$url" "$@"; }

case ${1-} in
haproxy-set)
  [ $# -eq 5 ] || refuse 'haproxy-set SOCKET BACKEND SERVER STATE'
  socket "$2"; name "$3"; name "$4"
  case $5 in drain | maint | ready) ;; *) refuse "not a state: $5" ;; esac
  answer=$(say "$2" "set server $3/$4 state $5")
  [ -z "$answer" ] || { printf '%s\n' "$answer"; exit 1; }
  ;;
haproxy-show)
  [ $# -eq 3 ] || refuse 'haproxy-show SOCKET BACKEND'
  socket "$2"; name "$3"
  say "$2" "show servers state $3"
  say "$2" "show stat $3 4 -1"
  ;;
manager-set)
  [ $# -eq 5 ] || refuse 'manager-set URL BALANCER WORKER STATE'
  url=$2
  url "$2"; name "$3"; worker "$4"
  case $5 in drain) n=1 d=0 ;; disable) n=0 d=1 ;; ready) n=0 d=0 ;; *) refuse "not a state: $5" ;; esac
  nonce=$(ask "$2?xml=1" | awk -v want="<httpd:name>balancer://$3</httpd:name>" '
    index($0, want) { here = 1 }
    here && match($0, /<httpd:nonce>[0-9a-f-]+<\/httpd:nonce>/) { print substr($0, RSTART + 13, RLENGTH - 27); exit }')
  case $nonce in '' | *[!0-9a-f-]*) echo "the manager shows no balancer $3"; exit 1 ;; esac
  ask -f -o /dev/null --data-urlencode "b=$3" --data-urlencode "w=$4" --data-urlencode "nonce=$nonce" -d "w_status_N=$n" -d "w_status_D=$d" "$2"
  ;;
manager-show)
  [ $# -eq 2 ] || refuse 'manager-show URL'
  url=$2
  url "$2"
  ask -f "$2?xml=1"
  ;;
*) refuse 'haproxy-set, haproxy-show, manager-set or manager-show' ;;
esac
