#!/bin/sh
# oncall-facts: facts about Apache httpd that only root can read. Usage: oncall-facts processes|tls|config-hash|environment|open-logs|error-log|backtrace
#
# Who calls it: the account of apache-oncall, through sudo -n, while it looks at this host. sudoers grants each word as an exact line.
# What it reads: /proc of httpd's processes, the files of httpd's configuration, its certificates and keys, for `error-log` the error log that the server holds
# open, and for `backtrace` the newest core of a child.
# What it prints: paths, sizes, digests and names, as each part says, and for `error-log` lines of that log. Never a private key, the value of an environment variable or of a function's argument.
# What it changes: nothing. It writes no file, signals no process but those it starts, and opens no connection. It runs openssl, httpd -t -D DUMP_INCLUDES, and for `backtrace` gdb, as
# the user who wrote the core. Everything has a limit of time or of size, and nothing that is read is ever evaluated.
# Exit codes: 0, also where a line says that something could not be seen; 2 for any other call.
#
# Where it is not installed and the session is root's anyway, this very text is sent with the look and run in it.
set -u
set -f
PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
LC_ALL=C
IFS=' 	
'
export PATH LC_ALL
unset ENV BASH_ENV CDPATH OPENSSL_CONF OPENSSL_MODULES OPENSSL_ENGINES
umask 077
exec </dev/null
trap '' TSTP TTIN TTOU

if [ "$#" -ne 1 ]; then
  echo 'usage: oncall-facts processes|tls|config-hash|environment|open-logs|error-log|backtrace' >&2
  exit 2
fi

limited() {
  if command -v timeout >/dev/null 2>&1; then timeout "$@"; else shift; "$@"; fi
}

. ./server.sh
. ./processes.sh
. ./certificates.sh
. ./config-hash.sh
. ./environment.sh
. ./open-logs.sh
. ./backtrace.sh

case $1 in
  processes) processes ;;
  tls) tls ;;
  config-hash) config_hash ;;
  environment) environment ;;
  open-logs) open_logs ;;
  error-log) error_log ;;
  backtrace) backtrace ;;
  *) echo 'usage: oncall-facts processes|tls|config-hash|environment|open-logs|error-log|backtrace' >&2; exit 2 ;;
esac
