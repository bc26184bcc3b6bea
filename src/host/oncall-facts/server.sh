# Which files httpd is configured by, as it says itself, and where its relative names begin.
config_files() {
  for program in /usr/sbin/apache2ctl /usr/sbin/httpd /usr/local/sbin/httpd /usr/local/apache2/bin/httpd /opt/rh/httpd24/root/usr/sbin/httpd /usr/bin/httpd; do
    [ -x "$program" ] || continue
    limited 15 "$program" -t -D DUMP_INCLUDES 2>/dev/null </dev/null | sed -n 's/^ *([0-9*]*) \(\/.*\)$/\1/p' | head -n 2000
    return 0
  done
}

server_root() {
  for directory in /etc/apache2 /etc/httpd /usr/local/etc/apache24 /usr/local/apache2 /opt/rh/httpd24/root/etc/httpd; do
    [ -d "$directory" ] && { printf '%s\n' "$directory"; return 0; }
  done
}
