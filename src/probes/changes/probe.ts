import { defineProbe } from '../../model/source.ts';
import { BootsFacts, PackagesFacts } from './facts.ts';
import { readBoots, readPackages } from './parse.ts';

/** Package changes that can touch httpd: httpd itself, its modules, PHP, OpenSSL, libc, and whatever takes web ports. */
export const packages = defineProbe({
  id: 'packages',
  title: 'Package changes',
  question: 'whether an update changed httpd or what it runs on',
  wants: 'read access to the package manager’s log',
  facts: PackagesFacts,
  section: () => ({
    program: `
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
`,
    args: [],
    seconds: 10,
    bytes: 64_000,
  }),
  parse: (text, _capture, context) => readPackages(text, context),
});

/** When the host started. */
export const boots = defineProbe({
  id: 'boots',
  title: 'Last start of the host',
  question: 'whether the host was restarted lately',
  wants: '/proc on the host',
  facts: BootsFacts,
  section: () => ({
    program: `
{ read -r up rest < /proc/uptime && echo "uptime $up"; } 2>/dev/null
{ while read -r name value rest; do case $name in btime) echo "btime $value"; break ;; esac; done < /proc/stat; } 2>/dev/null
if [ -e /run/reboot-required ] || [ -e /var/run/reboot-required ]; then echo reboot-required; fi
`,
    args: [],
    seconds: 3,
    bytes: 2_000,
  }),
  parse: (text) => readBoots(text),
});
