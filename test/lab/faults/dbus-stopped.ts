import { defineFault } from '../fault.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'dbus-stopped',
  title: 'the message bus hangs where logins do not ask it, the site serves',
  flavour: 'event',
  async provoke(host) {
    await host.ok('sed -i /pam_systemd/d /etc/pam.d/*');
    await host.ok('kill -STOP "$(pgrep -x dbus-daemon | head -n 1)"');
  },
  settled: (host) => host.shows('grep -q "^State:.*T" "/proc/$(pgrep -x dbus-daemon | head -n 1)/status"'),
  expect: { lead: 'dbus-hangs', found: ['dbus-hangs'], absent: ['sudo-slow', ...notAbout('service')] },
});
