/** The practice hosts of the workbench, and the fault each is recorded with; some also with a change that fixes nothing and succeeds. */
export const practiceHosts: readonly {
  readonly name: string;
  readonly fault: string;
  readonly after?: { readonly command: readonly string[]; readonly title: string };
}[] = [
  { name: 'web-01', fault: 'healthy-event' },
  { name: 'web-02', fault: 'slow-clients-event' },
  { name: 'web-03', fault: 'oom-child' },
  { name: 'web-04', fault: 'port-nginx' },
  { name: 'web-05', fault: 'config-error-waiting' },
  {
    name: 'web-06',
    fault: 'healthy-prefork-php',
    after: { command: ['/usr/bin/systemctl', 'reload', 'apache2.service'], title: 'reloaded' },
  },
  { name: 'web-07', fault: 'segv-module-event' },
  { name: 'web-08', fault: 'backend-refused' },
  {
    name: 'web-09',
    fault: 'healthy-event',
    after: { command: ['/usr/bin/systemctl', 'restart', 'apache2.service'], title: 'restarted' },
  },
];
