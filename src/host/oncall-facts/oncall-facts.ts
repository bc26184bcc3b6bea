import { serverFunctions } from './oncall-facts-server.ts';

/** Where the helper is installed: owned by root, mode 0755, writable by nobody else. */
export const hostHelperPath = '/usr/local/sbin/oncall-facts';

/** What the helper can be asked; each verb is one exact line of the sudoers file. */
export const hostHelperVerbs = ['processes', 'tls', 'config-hash', 'environment', 'backtrace'] as const;

/** One thing to ask the helper for. */
export type HostHelperVerb = (typeof hostHelperVerbs)[number];

/** The exact command for one verb, as run through sudo. */
export function hostHelperCommand(verb: HostHelperVerb): readonly string[] {
  return [hostHelperPath, verb];
}

/**
 * The root-owned script for facts that no exact sudo line can give: POSIX sh, one argument out of {@link hostHelperVerbs}, reads only, bounded, no value ever evaluated.
 * `processes`: `process PID ppid N uid N threads N fds N rss KiB pss KiB private KiB swap KiB deleted N exe-deleted yes|no exe PATH` for each httpd process, then
 * `mapped PID PATH` for up to 8 replaced files it runs code from; sizes are `-` where the kernel gives none.
 * `tls`: per certificate and key pair `pair`, then `at FILE:LINE`, `cert PATH`, `key PATH`, `cert-sha256 HEX|missing|empty|unreadable`,
 * `key-sha256 HEX|missing|empty|encrypted|unreadable` (digests of the public keys), `not-after TEXT`, `subject TEXT`, `key-mode OCTAL USER:GROUP`.
 * `config-hash`: `file HEX PATH`, `link PATH -> TARGET`, `cert HEX PATH` in the order of their text, then `tree HEX` over those lines; private keys are not read.
 * `environment`: `variable PID NAME` for each environment variable that a parent was started with, never its value, then `environment N`.
 * `backtrace`: `core BYTES UID EPOCH PATH`, `binary PATH`, `newer PATH` for each mapped file changed on disk since, then between `== gdb` and `== end` what gdb
 * says of all threads of the newest core, without the values of arguments; or one line `none WHY` or `refused WHY`. The core is data of whoever broke into a
 * child, so gdb runs as the run user that wrote it, without its own start files and without loading scripts, never as root, for 15 seconds at most.
 */
export const hostHelper = `#!/bin/sh
# oncall-facts: facts about Apache httpd that only root can read. Changes nothing. Usage: oncall-facts processes|tls|config-hash|environment|backtrace
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
  echo 'usage: oncall-facts processes|tls|config-hash|environment|backtrace' >&2
  exit 2
fi

limited() {
  if command -v timeout >/dev/null 2>&1; then timeout "$@"; else shift; "$@"; fi
}

sizes() {
  rollup="/proc/$1/smaps_rollup"
  [ -r "$rollup" ] || rollup="/proc/$1/smaps"
  awk '
    FILENAME !~ /\\/maps$/ {
      if ($1 == "Rss:") { rss += $2; seen = 1 }
      else if ($1 == "Pss:") pss += $2
      else if ($1 == "Private_Clean:" || $1 == "Private_Dirty:") private += $2
      else if ($1 == "Swap:") swap += $2
      next
    }
    / \\(deleted\\)$/ {
      path = $0
      sub(/^[^\\/]*/, "", path)
      sub(/ \\(deleted\\)$/, "", path)
      if (path ~ /^\\/(dev\\/|memfd:|SYSV|\\[)/) next
      if ($2 !~ /x/ && path !~ /\\.so[.0-9]*$/) next
      if (path in known) next
      known[path] = 1
      if (++deleted <= 8) names = names "\\n" path
    }
    END {
      if (seen) printf "%d %d %d %d", rss, pss, private, swap
      else printf "- - - -"
      printf " %d%s\\n", deleted, names
    }' "$rollup" "/proc/$1/maps" 2>/dev/null
}

show_process() {
  pid=$1
  exe=$(readlink "/proc/$pid/exe" 2>/dev/null) || return 0
  case $exe in *[!\\ -~]*) exe='(unprintable)' ;; esac
  gone=no
  case $exe in *' (deleted)') gone=yes; exe=\${exe%' (deleted)'} ;; esac
  ppid=- uid=- threads=-
  { while read -r name value rest; do
      case $name in PPid:) ppid=$value ;; Uid:) uid=$value ;; Threads:) threads=$value ;; esac
    done < "/proc/$pid/status"; } 2>/dev/null
  set +f
  set -- "/proc/$pid/fd/"*
  fds=$#
  set -f
  facts=$(sizes "$pid")
  set -- \${facts%%
*}
  [ "$#" -eq 5 ] || set -- - - - - 0
  printf 'process %s ppid %s uid %s threads %s fds %s rss %s pss %s private %s swap %s deleted %s exe-deleted %s exe %s\\n' \\
    "$pid" "$ppid" "$uid" "$threads" "$fds" "$1" "$2" "$3" "$4" "$5" "$gone" "$exe"
  [ "$5" = 0 ] || printf '%s\\n' "$facts" | sed -n "2,9s|^|mapped $pid |p"
}

processes() {
  count=0
  set +f
  for directory in /proc/[0-9]*; do
    comm=
    { read -r comm < "$directory/comm"; } 2>/dev/null
    case $comm in apache2*|httpd*) ;; *) continue ;; esac
    count=$((count + 1))
    [ "$count" -le 2000 ] || { echo 'more processes than 2000'; break; }
    show_process "\${directory#/proc/}"
    set +f
  done
  set -f
  echo "processes $count"
}

config_files() {
  for program in /usr/sbin/apache2ctl /usr/sbin/httpd /usr/local/sbin/httpd /usr/local/apache2/bin/httpd /opt/rh/httpd24/root/usr/sbin/httpd /usr/bin/httpd; do
    [ -x "$program" ] || continue
    limited 15 "$program" -t -D DUMP_INCLUDES 2>/dev/null </dev/null | sed -n 's/^ *([0-9*]*) \\(\\/.*\\)$/\\1/p' | head -n 2000
    return 0
  done
}

server_root() {
  for directory in /etc/apache2 /etc/httpd /usr/local/etc/apache24 /usr/local/apache2 /opt/rh/httpd24/root/etc/httpd; do
    [ -d "$directory" ] && { printf '%s\\n' "$directory"; return 0; }
  done
}

key_pairs() {
  config_files | {
    set --
    while IFS= read -r file; do
      [ -f "$file" ] && [ -r "$file" ] && set -- "$@" "$file"
    done
    [ "$#" -gt 0 ] || return 0
    awk -v root="$(server_root)" '
      function argument(text) {
        sub(/^[ \\t]*[^ \\t]+[ \\t]+/, "", text)
        sub(/[ \\t\\r]+$/, "", text)
        if (text ~ /^".*"$/) text = substr(text, 2, length(text) - 2)
        if (text !~ /^\\// && text !~ /\\$\\{/) text = root "/" text
        return text
      }
      function flush(   i, key) {
        for (i = 1; i <= certs; i++) {
          key = i <= keys ? keyOf[i] : certOf[i]
          if (!((certOf[i], key) in done)) printf "%s\\t%s\\t%s\\n", certOf[i], key, placeOf[i]
          done[certOf[i], key] = 1
        }
        certs = 0
        keys = 0
      }
      FNR == 1 { flush(); joined = "" }
      { line = joined $0; joined = "" }
      line ~ /\\\\$/ { joined = substr(line, 1, length(line) - 1) " "; next }
      { split(line, word); name = tolower(word[1]) }
      name == "serverroot" { root = argument(line) }
      name == "sslcertificatefile" { certOf[++certs] = argument(line); placeOf[certs] = FILENAME ":" FNR }
      name == "sslcertificatekeyfile" { keyOf[++keys] = argument(line) }
      name ~ /^<\\/?virtualhost/ { flush() }
      END { flush() }' "$@" | head -n 200
  }
}

# A pipe or a device in the place of a key would never end.
state_of() {
  if [ ! -e "$1" ]; then echo missing; elif [ ! -f "$1" ]; then echo unreadable; elif [ ! -s "$1" ]; then echo empty; else echo unreadable; fi
}

public_digest() {
  public=$(limited 5 openssl "$@" 2>/dev/null </dev/null)
  case $public in *'BEGIN PUBLIC KEY'*) printf '%s\\n' "$public" | sha256sum | cut -c1-64 ;; *) return 1 ;; esac
}

tls() {
  key_pairs | while IFS='	' read -r cert key at; do
    case $cert in /*) ;; *) printf 'unresolved\\nat %s\\ncert %s\\n' "$at" "$cert"; continue ;; esac
    case $key in /*) ;; *) printf 'unresolved\\nat %s\\ncert %s\\n' "$at" "$cert"; continue ;; esac
    printf 'pair\\nat %s\\ncert %s\\nkey %s\\n' "$at" "$cert" "$key"
    echo "cert-sha256 $({ [ -f "$cert" ] && public_digest x509 -in "$cert" -noout -pubkey; } || state_of "$cert")"
    if [ -f "$key" ] && limited 5 grep -q ENCRYPTED "$key" 2>/dev/null; then echo 'key-sha256 encrypted'
    else echo "key-sha256 $({ [ -f "$key" ] && public_digest pkey -in "$key" -passin pass: -pubout; } || state_of "$key")"; fi
    [ ! -f "$cert" ] || limited 5 openssl x509 -in "$cert" -noout -enddate -subject 2>/dev/null </dev/null | sed -e 's/^notAfter=/not-after /' -e 's/^subject= */subject /'
    echo "key-mode $(stat -L -c '%a %U:%G' "$key" 2>/dev/null)"
  done
  echo 'tls end'
}

config_lines() {
  for directory in /etc/apache2 /etc/httpd /usr/local/etc/apache24 /usr/local/apache2/conf /opt/rh/httpd24/root/etc/httpd; do
    [ -d "$directory" ] && [ ! -h "$directory" ] || continue
    limited 60 find "$directory" -xdev -type f -size -2048k ! -name '*.key' ! -name '*.pem' ! -path '*/private/*' -exec sha256sum -- {} + 2>/dev/null | sed -e 's/^\\\\//' -e 's/^\\([0-9a-f]*\\) [ *]/file \\1 /'
    find "$directory" -xdev -type l 2>/dev/null | head -n 2000 | while IFS= read -r link; do
      printf 'link %s -> %s\\n' "$link" "$(readlink -- "$link")"
    done
  done
  key_pairs | cut -f1 | sort -u | while IFS= read -r cert; do
    case $cert in /*) ;; *) continue ;; esac
    [ ! -e "$cert" ] || [ -f "$cert" ] || continue
    digest=$(limited 5 openssl x509 -in "$cert" 2>/dev/null </dev/null | sha256sum | cut -c1-64)
    printf 'cert %s %s\\n' "$digest" "$cert"
  done
}

config_hash() {
  lines=$(config_lines | sort | head -n 5000)
  printf '%s\\n' "$lines"
  printf 'tree %s\\n' "$(printf '%s\\n' "$lines" | sha256sum | cut -c1-64)"
}

${serverFunctions}
case $1 in
  processes) processes ;;
  tls) tls ;;
  config-hash) config_hash ;;
  environment) environment ;;
  backtrace) backtrace ;;
  *) echo 'usage: oncall-facts processes|tls|config-hash|environment|backtrace' >&2; exit 2 ;;
esac
`;
