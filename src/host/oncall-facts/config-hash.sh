# `config-hash`: `file HEX PATH`, `link PATH -> TARGET`, `cert HEX PATH` in the order of their text, then `tree HEX` over those lines. Private keys are not read.
config_lines() {
  for directory in /etc/apache2 /etc/httpd /usr/local/etc/apache24 /usr/local/apache2/conf /opt/rh/httpd24/root/etc/httpd; do
    { [ -d "$directory" ] && [ ! -h "$directory" ]; } || continue
    limited 60 find "$directory" -xdev -type f -size -2048k ! -name '*.key' ! -name '*.pem' ! -path '*/private/*' -exec sha256sum -- {} + 2>/dev/null | sed -e 's/^\\//' -e 's/^\([0-9a-f]*\) [ *]/file \1 /'
    find "$directory" -xdev -type l 2>/dev/null | head -n 2000 | while IFS= read -r link; do
      printf 'link %s -> %s\n' "$link" "$(readlink -- "$link")"
    done
  done
  key_pairs | cut -f1 | sort -u | while IFS= read -r cert; do
    case $cert in /*) ;; *) continue ;; esac
    [ ! -e "$cert" ] || [ -f "$cert" ] || continue
    digest=$(limited 5 openssl x509 -in "$cert" 2>/dev/null </dev/null | sha256sum | cut -c1-64)
    printf 'cert %s %s\n' "$digest" "$cert"
  done
}

config_hash() {
  lines=$(config_lines | sort | head -n 5000)
  printf '%s\n' "$lines"
  printf 'tree %s\n' "$(printf '%s\n' "$lines" | sha256sum | cut -c1-64)"
}
