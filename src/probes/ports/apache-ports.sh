# apache_ports CONFIG_ROOT MAIN_CONFIG SS: prints `ADDRESS PORT` for at most 6 ports that Apache serves: the holder's name as root, else what its Listen lines and
# the kernel's table have in common, else the usual web ports that are open. Ports with TLS by custom come last.
listening() {
  for k in /proc/net/tcp /proc/net/tcp6; do
    { while read -r _ v _ d _; do [ "$d" = 0A ] && echo "$((0x${v##*:}))"; done; } 2>/dev/null <"$k"
  done
}
held_ports() { as_root "$1" -ltnp 2>/dev/null | awk '/"(apache2|httpd)[^"]*",pid=/ { print $4 }'; }
listen_lines() {
  for k in "$1/ports.conf" "$2" "$1"/conf.d/*.conf "$1/listen.conf"; do
    { while read -r a v b; do case $a in [Ll]isten) echo "$v" ;; esac; done; } 2>/dev/null <"$k"
  done
}
apache_ports() {
  open=" $(listening | tr '\n' ' ')"
  found=$(held_ports "$3")
  [ "$found" ] || found=$(listen_lines "$1" "$2"; echo '80 443 8080 8443' | tr ' ' '\n')
  for k in $found; do
    v=${k##*:} a=${k%:*}
    case $v in '' | *[!0-9]*) continue ;; esac
    case $open in *" $v "*) ;; *) continue ;; esac
    case $a in "$v" | '*' | 0.0.0.0 | '[::]' | '') a=127.0.0.1 ;; '[::ffff:'*) a=${a#'[::ffff:'} a=${a%']'} ;; esac
    case $v in 443 | 8443) b=2 ;; *) b=1 ;; esac
    echo "$b $a $v"
  done | sort -u | awk '!seen[$3]++ { print $2, $3 }' | head -n 6
}
