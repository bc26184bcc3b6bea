# Package changes that can touch httpd, out of the package manager's log: `== dpkg`, `== zypp`, `== rpm` and its lines, or `== none`. Reads only, as the account.
names='apache2|httpd|mod[_-]|libapache2|libapr|apr|php|openssl|libssl|libc6|glibc|nginx|lighttpd|haproxy|varnish|libnghttp2|systemd'
if [ -r /var/log/dpkg.log ]; then
  echo '== dpkg'
  { [ -r /var/log/dpkg.log.1 ] && tail -c 1000000 /var/log/dpkg.log.1; tail -c 1000000 /var/log/dpkg.log; } | grep -E " (install|upgrade|remove|purge) ($names)" | tail -n 150
elif [ -r /var/log/zypp/history ]; then
  echo '== zypp'
  tail -c 1000000 /var/log/zypp/history | grep -E "[|](install|remove) ?[|]($names)" | tail -n 150
elif has rpm; then
  echo '== rpm'
  limited 8 rpm -qa --last 2>/dev/null | grep -E "^($names)" | head -n 80
else echo '== none'; fi
