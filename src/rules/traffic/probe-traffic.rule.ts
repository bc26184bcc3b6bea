import { times } from '../../lib/counts.ts';
import { withCode } from '../../probes/logs/select.ts';
import { clientsOf } from '../../probes/traffic/clients.ts';
import { messageRule } from '../message-rule.ts';

export const probeTraffic = messageRule({
  id: 'probe-traffic',
  title: 'Malformed or probing requests',
  kind: 'problem',
  answers: ['connections'],
  over: { never: 'it tells what clients did' },
  severity: 'notice',
  cause:
    'Scanners send what no browser sends (AH00126 and AH00135 invalid requests, AH10244 invalid paths, AH00566 unreadable request lines, AH02032 wrong names, AH01276 refused indexes). httpd answers 4xx and goes on.',
  remedy: 'Nothing; block the addresses at the edge if the volume matters.',
  select: (logs) => withCode(logs, 'AH00126', 'AH00135', 'AH10244', 'AH00566', 'AH02032', 'AH01276', 'AH00127'),
  describe(entries) {
    const addresses = clientsOf(entries);
    return {
      summary: `Malformed or probing requests were turned away ${times(entries.length)}, from ${addresses.length} ${addresses.length === 1 ? 'address' : 'addresses'}.`,
      facts: { addresses: addresses.slice(0, 10) },
    };
  },
});
