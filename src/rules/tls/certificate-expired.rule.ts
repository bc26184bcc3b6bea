import { expiryRule } from './expiry-rule.ts';

export const certificateExpired = expiryRule({
  id: 'certificate-expired',
  title: 'A certificate has expired',
  kind: 'problem',
  answers: ['configtest', 'tls', 'preflight'],
  severity: 'critical',
  cause:
    'httpd starts and serves with an expired certificate and logs nothing about it; clients refuse the connection.',
  remedy:
    'Renew it, put certificate and key in place together, check the pair, then reload. If the host’s clock is wrong, fix that first.',
  isMine: (days) => days < 0,
  summary: (cert, days, others) =>
    `The certificate ${cert} expired ${days} ${days === 1 ? 'day' : 'days'} ago${others === 0 ? '' : `, and ${others} more`}: clients refuse it.`,
});
