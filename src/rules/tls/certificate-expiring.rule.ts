import { expiryRule } from './expiry-rule.ts';

/** Automatic renewal usually acts 30 days before the end: three weeks left means that it did not. */
const SOON_DAYS = 21;

export const certificateExpiring = expiryRule({
  id: 'certificate-expiring',
  title: 'A certificate will expire soon',
  kind: 'problem',
  answers: ['configtest', 'tls', 'preflight'],
  severity: 'warning',
  cause:
    'Automatic renewal usually happens 30 days ahead, so one that is this close has probably failed to renew, or was renewed without a reload.',
  remedy:
    'Look at the renewal’s log; after renewing check the pair and reload, since httpd reads certificates only then.',
  isMine: (days) => days >= 0 && days < SOON_DAYS,
  summary: (cert, days, others) =>
    `The certificate ${cert} expires in ${days} days${others === 0 ? '' : `, and ${others} more`}.`,
});
