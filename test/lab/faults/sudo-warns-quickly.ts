import { defineFault } from '../fault.ts';

export const fault = defineFault({
  id: 'sudo-warns-quickly',
  title: 'sudo warns that the host has no address, quickly, and does what it is asked: healthy',
  flavour: 'event',
  async provoke(host) {
    await host.ok(`sed -i "/$(hostname)/d" /etc/hosts; sed -i 's/^hosts:.*/hosts: files/' /etc/nsswitch.conf`);
  },
  settled: (host) => host.shows(`su oncall -c 'sudo -n -l 2>&1' | grep -q 'unable to resolve host'`),
  expect: { lead: null, found: [], absent: ['sudo-slow', 'dbus-hangs'] },
});
