import { describe, expect, it } from 'vitest';
import { undated } from './undated.ts';

describe('undated', () => {
  it.for([
    [
      '[Sat Nov 21 11:14:28.297039 2026] [mpm_event:notice] [pid 128:tid 128] AH00492',
      '[mpm_event:notice] [pid 128:tid 128] AH00492',
    ],
    ['2026-11-21T11:14:30.535093+0000 web-1 kernel: apache2 invoked oom-killer', 'apache2 invoked oom-killer'],
    ['2026-11-21T11:14:30+00:00 web-1 systemd[1]: apache2.service: Failed', 'systemd[1]: apache2.service: Failed'],
    ['Nov 21 11:14:30 web-1 systemd[1]: Stopped', 'systemd[1]: Stopped'],
    ['2026-11-21 11:02:10 upgrade libssl3:amd64 3.0.15 3.0.22', 'upgrade libssl3:amd64 3.0.15 3.0.22'],
    ['kernel: [   12.345678] Out of memory', 'Out of memory'],
    ['1795259667 root /etc/apache2/ports.conf', 'root /etc/apache2/ports.conf'],
    ['type=AVC msg=audit(1795259667.123:456): avc:  denied  { name_bind }', 'type=AVC avc:  denied  { name_bind }'],
    ['Killed process 4711 (apache2)', 'Killed process 4711 (apache2)'],
    ['1795259667', '1795259667'],
    ['', ''],
  ] as const)('takes the date off %s', ([line, rest]) => {
    expect(undated(line)).toBe(rest);
  });
});
