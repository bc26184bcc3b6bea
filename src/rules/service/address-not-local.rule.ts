import { bindRule } from './port-rule.ts';

export const addressNotLocal = bindRule({
  id: 'address-not-local',
  title: 'A Listen address is not on this host',
  kind: 'problem',
  answers: ['ports', 'preflight'],
  cause:
    'EADDRNOTAVAIL (99; 49 on BSD): the address of the Listen line is on no interface: a moved or floating address, an interface that is not up yet at boot, or a configuration copied from another host.',
  remedy:
    'Bring the address up, order the unit after network-online.target, or listen on all addresses; check where the floating address is now before moving it.',
  errnos: [99, 49],
  summary: ({ where }) => `Apache could not bind to ${where}: the address is not on this host.`,
});
