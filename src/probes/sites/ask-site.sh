# Wants seconds, again, root, hung and count to be set.
# ask_site ADDRESS PORT NAME PLACE: one request, and what else it takes to tell how it went. `hung` gains the port for each that is not answered: sites on one
# port share their workers, so two are enough; after the first, none is waited for longer than $again seconds.
agent="apache-oncall (health look by $(id -un 2>/dev/null) on this host)"
ask_site() {
  case $2 in 443 | 8443) scheme=https ;; *) scheme=http ;; esac
  said=$(checked "$scheme" "$1" "$2" "$3")
  case $scheme,$said in
    https,*'wrong version number'* | https,*'unknown protocol'* | https,*'packet length too long'*)
      scheme=http; said=$(checked http "$1" "$2" "$3") ;;
    http,*'== http 400 '*)
      other=$(checked https "$1" "$2" "$3")
      case $other in *'== http 000 '*'exit 35') ;; *) scheme=https said=$other ;; esac ;;
  esac
  echo "== site $scheme $1 $2 $3 $4"
  printf '%s\n' "$said"
  case $said in
    *'== http 000 '*'exit 28') hung="$hung$2 " seconds=$again ;;
    *) [ "$scheme" != https ] || certificate "$1" "$2" "$3" ;;
  esac
  case $1,$said in
    127.*'== http 403 '*)
      restricts
      own=$(hostname -I 2>/dev/null); own=${own%% *}
      [ -z "$own" ] || { echo "== again $own"; get "$scheme" "$own" "$2" "$3" anyway; } ;;
  esac
}
# checked SCHEME ADDRESS PORT NAME: where the certificate is not accepted, once more without checking it.
checked() {
  first=$(get "$@" verified)
  printf '%s\n' "$first"
  case $first in *'exit 60' | *'exit 51' | *'exit 77' | *'exit 83') echo '== unverified'; get "$@" anyway ;; esac
}
get() {
  if has curl; then by_curl "$@"; else by_hand "$@"; fi
}
by_curl() {
  [ "$5" = verified ] || set -- "$1" "$2" "$3" "$4" -k
  case $4 in
    -) url=$1://$2:$3/; set -- "$5" ;;
    *) case $1$3 in http80 | https443) url=$1://$4/ ;; *) url=$1://$4:$3/ ;; esac; set -- "$5" --resolve "$4:$3:$2" ;;
  esac
  [ "$1" = -k ] || shift
  out=$(curl -sS "$@" --noproxy '*' -m "$seconds" --max-filesize 5000000 -A "$agent" -o /dev/null -D - \
    -w '\n== http %{http_code} connect %{time_connect} first %{time_starttransfer} total %{time_total} exit' "$url" 2>&1; echo " $?")
  end=$(printf '%s\n' "$out" | grep '^== http [0-9]* connect [0-9., a-z]* exit [0-9]*$' | tail -n 1)
  printf '%s\n' "$out" | tr -d '\r' | shown
  echo "${end:-== http 000 connect 0 first 0 total 0 exit 28}"
}
shown() {
  awk '
    { line = substr($0, 1, 300); key = tolower($1) }
    /^curl: \([0-9]+\)/ { print "! " line; next }
    /^HTTP\/[0-9.]+ [0-9][0-9][0-9]/ && !heads++ { print "| " line; next }
    key == "server:" || key == "location:" { print "| " line; next }
    key == "set-cookie:" && !cookies++ { print "| Set-Cookie:" }' | head -n 12
}
# Without curl: bash or nc for a plain port, openssl for TLS. Times are whole seconds then, and the certificate is looked at apart.
by_hand() {
  asked_at=$(date +%s)
  host=$4; [ "$host" != - ] || host=$2
  bare=$2; case $bare in '['*) bare=${bare#'['} bare=${bare%']'} ;; esac
  case $1$3 in http80 | https443) ;; *) host=$host:$3 ;; esac
  words="GET / HTTP/1.1\r\nHost: $host\r\nUser-Agent: $agent\r\nAccept: */*\r\nConnection: close\r\n\r\n"
  if [ "$1" = https ]; then
    has openssl || { echo '! no curl and no openssl on this host'; echo '== http 000 connect 0 first 0 total 0 exit 127'; return; }
    name_of=; [ "$4" = - ] || name_of="-servername $4"
    # shellcheck disable=SC2086,SC2059 # two words or none; the format is ours
    out=$( { printf "$words"; sleep "$seconds"; } | limited "$seconds" openssl s_client -quiet -connect "$2:$3" $name_of 2>/dev/null | head -c 4000; echo)
  elif has bash; then
    # shellcheck disable=SC2016 # bash expands it
    out=$(limited "$seconds" bash -c 'exec 3<>"/dev/tcp/$1/$2" || exit 7; printf "$3" >&3; head -c 4000 <&3 2>/dev/null' - "$bare" "$3" "$words" 2>&1; echo)
  elif has nc; then
    # shellcheck disable=SC2059 # the format is ours
    out=$(printf "$words" | limited "$seconds" nc -w "$seconds" "$bare" "$3" 2>&1 | head -c 4000; echo)
  else echo '! no curl, bash or nc on this host'; echo '== http 000 connect 0 first 0 total 0 exit 127'; return; fi
  head_of=$(printf '%s\n' "$out" | tr -d '\r' | sed '/^$/q')
  took=$(($(date +%s) - asked_at))
  printf '%s\n' "$head_of" | shown
  code=$(printf '%s\n' "$head_of" | sed -n 's/^HTTP\/[0-9.]* \([0-9][0-9][0-9]\).*/\1/p' | head -n 1)
  if [ "$code" ]; then echo "== http $code connect 0 first $took total $took exit 0"
  elif printf '%s\n' "$out" | grep -qi refused; then echo '! connection refused'; echo "== http 000 connect 0 first 0 total $took exit 7"
  elif [ "$took" -ge "$seconds" ]; then echo "== http 000 connect 0 first 0 total $took exit 28"
  else echo "== http 000 connect 0 first 0 total $took exit 52"; fi
}
# certificate ADDRESS PORT NAME: what is served, by openssl's own client.
certificate() {
  has openssl || { echo 'c unseen openssl is not installed'; return; }
  count=$((count + 1)); [ "$count" -le 6 ] || return 0
  name_of=; [ "$3" = - ] || name_of="-servername $3"
  # shellcheck disable=SC2086 # two words or none
  text=$(limited 3 openssl s_client -connect "$1:$2" $name_of -showcerts 2>/dev/null </dev/null)
  case $text in *'BEGIN CERTIFICATE'*) ;; *) return 0 ;; esac
  echo "c chain $(printf '%s\n' "$text" | grep -c 'BEGIN CERTIFICATE')"
  printf '%s\n' "$text" | sed -n 's/^ *Verify return code: \([0-9]* (.*)\)$/c verify \1/p' | head -n 1
  case $text in *'Acceptable client certificate CA names'* | *'Client Certificate Types'*) echo 'c asks-client yes' ;; esac
  printf '%s\n' "$text" | limited 3 openssl x509 -noout -subject -issuer -enddate 2>/dev/null |
    sed -n -e 's/^subject= */c subject /p' -e 's/^issuer= */c issuer /p' -e 's/^notAfter=/c not-after /p' | cut -c1-300
  printf '%s\n' "$text" | limited 3 openssl x509 -noout -text 2>/dev/null | grep -q 'CA Issuers - URI' && echo 'c issuer-published yes'
  :
}
restricts() {
  [ -z "${restricted-}" ] || return 0
  restricted=$(grep -RlsiE '^[[:space:]]*(Require[[:space:]]+(not[[:space:]]+)?(ip|host|forward-dns|expr|env)[[:space:]]|(Allow|Deny)[[:space:]]+from[[:space:]]+[^aA])' "$root" | head -n 1)
  [ -z "$restricted" ] || echo '== restricts'
  restricted=${restricted:-none}
}
