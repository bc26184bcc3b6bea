# `tls`: per pair of certificate and key `pair`, then `at FILE:LINE`, `cert PATH`, `key PATH`, `cert-sha256 HEX|missing|empty|unreadable`,
# `key-sha256 HEX|missing|empty|encrypted|unreadable` (digests of the public keys), `not-after TEXT`, `subject TEXT`.
# A private key is given to openssl for its public half, and to nothing else.
key_pairs() {
  config_files | {
    set --
    while IFS= read -r file; do
      [ -f "$file" ] && [ -r "$file" ] && set -- "$@" "$file"
    done
    [ "$#" -gt 0 ] || return 0
    awk -v root="$(server_root)" '
      function argument(text) {
        sub(/^[ \t]*[^ \t]+[ \t]+/, "", text)
        sub(/[ \t\r]+$/, "", text)
        if (text ~ /^".*"$/) text = substr(text, 2, length(text) - 2)
        if (text !~ /^\// && text !~ /\$\{/) text = root "/" text
        return text
      }
      function flush(   i, key) {
        for (i = 1; i <= certs; i++) {
          key = i <= keys ? keyOf[i] : certOf[i]
          if (!((certOf[i], key) in done)) printf "%s\t%s\t%s\n", certOf[i], key, placeOf[i]
          done[certOf[i], key] = 1
        }
        certs = 0
        keys = 0
      }
      FNR == 1 { flush(); joined = "" }
      { line = joined $0; joined = "" }
      line ~ /\\$/ { joined = substr(line, 1, length(line) - 1) " "; next }
      { split(line, word); name = tolower(word[1]) }
      name == "serverroot" { root = argument(line) }
      name == "sslcertificatefile" { certOf[++certs] = argument(line); placeOf[certs] = FILENAME ":" FNR }
      name == "sslcertificatekeyfile" { keyOf[++keys] = argument(line) }
      name ~ /^<\/?virtualhost/ { flush() }
      END { flush() }' "$@" | head -n 200
  }
}

# A pipe or a device in the place of a key would never end.
state_of() {
  if [ ! -e "$1" ]; then echo missing; elif [ ! -f "$1" ]; then echo unreadable; elif [ ! -s "$1" ]; then echo empty; else echo unreadable; fi
}

public_digest() {
  public=$(limited 5 openssl "$@" 2>/dev/null </dev/null)
  case $public in *'BEGIN PUBLIC KEY'*) printf '%s\n' "$public" | sha256sum | cut -c1-64 ;; *) return 1 ;; esac
}

tls() {
  key_pairs | while IFS='	' read -r cert key at; do
    case $cert in /*) ;; *) printf 'unresolved\nat %s\ncert %s\n' "$at" "$cert"; continue ;; esac
    case $key in /*) ;; *) printf 'unresolved\nat %s\ncert %s\n' "$at" "$cert"; continue ;; esac
    printf 'pair\nat %s\ncert %s\nkey %s\n' "$at" "$cert" "$key"
    echo "cert-sha256 $({ [ -f "$cert" ] && public_digest x509 -in "$cert" -noout -pubkey; } || state_of "$cert")"
    if [ -f "$key" ] && limited 5 grep -q ENCRYPTED "$key" 2>/dev/null; then echo 'key-sha256 encrypted'
    else echo "key-sha256 $({ [ -f "$key" ] && public_digest pkey -in "$key" -passin pass: -pubout; } || state_of "$key")"; fi
    [ ! -f "$cert" ] || limited 5 openssl x509 -in "$cert" -noout -enddate -subject 2>/dev/null </dev/null | sed -e 's/^notAfter=/not-after /' -e 's/^subject= */subject /'
  done
  echo 'tls end'
}
