import { defineFault } from '../fault.ts';
import { configure, errorLog, restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'balancer-all-down',
  title: 'every member of a balancer is down',
  flavour: 'event',
  async provoke(host) {
    await host.ok('a2enmod -q proxy_balancer lbmethod_byrequests');
    await configure(
      host,
      'ProxyPass /app/ balancer://pool/\n<Proxy balancer://pool>\nBalancerMember http://127.0.0.1:9001\nBalancerMember http://127.0.0.1:9002\n</Proxy>\n',
    );
    await restart(host);
    await host.load({ path: '/app/', clients: 2, seconds: 600, pauseMs: 500 });
  },
  settled: (host) => host.shows(errorLog('AH00957')),
  expect: {
    lead: ['backend-down', 'balancer-no-workers'],
    found: ['backend-down'],
    absent: notAbout('backend'),
  },
});
