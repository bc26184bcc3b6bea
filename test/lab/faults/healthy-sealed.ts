import { defineFault } from '../fault.ts';
import { SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'healthy-sealed',
  title: 'a healthy host on which ordinary users are shown nothing and may run nothing',
  flavour: 'event',
  async provoke(host) {
    await host.ok(`chmod 700 /etc/apache2 /var/log/apache2 /var/log/apt; chmod 600 /var/log/dpkg.log
      for tool in ss netstat lsof curl wget systemctl journalctl apache2ctl apachectl apache2 dmesg df; do
        for folder in /usr/bin /usr/sbin /bin /sbin; do [ ! -e "$folder/$tool" ] || chmod 700 "$(readlink -f "$folder/$tool")"; done
      done
      mount -o remount,hidepid=2 /proc`);
  },
  settled: (host) => host.shows(SITE_UP),
  expect: {
    lead: null,
    found: [],
    absent: notAbout(),
  },
});
