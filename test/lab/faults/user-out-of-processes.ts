import { defineFault } from '../fault.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'user-out-of-processes',
  title: 'the process limit of the users leaves no room for a session',
  flavour: 'event',
  async provoke(host) {
    await host.write(
      '/etc/security/limits.d/lab.conf',
      'oncall hard nproc 1\noncall-adm hard nproc 1\noncall-bare hard nproc 1\n',
    );
    for (const user of ['oncall', 'oncall-adm', 'oncall-bare'])
      await host.ok(`systemd-run -q -p User=${user} sleep 3600`);
  },
  settled: (host) => host.shows(`! runuser -u oncall -- bash -c 'ls | wc -l' >/dev/null 2>&1`),
  expect: {
    lead: 'host-sick',
    found: ['host-sick'],
    absent: notAbout('reach'),
  },
});
