import { defineRule } from '../../model/rule.ts';
import { sites } from '../../probes/sites/probe.ts';
import { certificates } from '../../probes/tls/probe.ts';

export const certificateNotReloaded = defineRule({
  id: 'certificate-not-reloaded',
  title: 'The certificate served is not the one on disk',
  kind: 'problem',
  answers: ['tls', 'preflight'],
  severity: 'critical',
  cause:
    'httpd reads certificates when it starts and at a reload only. The one that it serves is in none of the files that the configuration names: they were replaced, and nothing reloaded the server since.',
  remedy: 'Check that the new certificate and key belong together (preflight), then reload gracefully.',
  runbook: 'preflight',
  explains: ['certificate-expired', 'certificate-expiring'],
  reads: { sites, certificates },
  judge({ sites: { sites: asked }, certificates: { pairs, unresolved } }, { now }) {
    const unread = unresolved.length > 0 || pairs.some(({ expires }) => expires === undefined);
    if (pairs.length === 0 || unread) return undefined;
    const onDisk = new Set(pairs.map(({ expires }) => expires));
    const old = asked.flatMap(({ url, certificate }) =>
      certificate?.notAfter === undefined || onDisk.has(certificate.notAfter)
        ? []
        : [{ url, certificate, expires: certificate.notAfter }],
    );
    const [first] = old.sort((one, other) => Date.parse(one.expires) - Date.parse(other.expires));
    if (first === undefined) return undefined;
    const expired = now !== undefined && Date.parse(first.expires) < Date.parse(now);
    const newest =
      pairs
        .map(({ expires = '' }) => expires)
        .sort()
        .at(-1) ?? '';
    return {
      summary: `${first.url} still serves a certificate that ${expired ? 'expired' : 'expires'} ${first.expires.slice(0, 10)}; the one on disk is valid until ${newest.slice(0, 10)}.`,
      ...(expired ? {} : { severity: 'warning' as const }),
      evidence: [
        { kind: 'quote', source: 'sites', text: first.certificate.lines['not-after'] ?? first.url },
        ...pairs.slice(0, 1).flatMap(({ lines }) => {
          const line = lines['not-after'];
          return line === undefined ? [] : [{ kind: 'quote' as const, source: 'certificates', text: line }];
        }),
      ],
      facts: { count: old.length, sites: old.map(({ url }) => url), expires: first.expires, onDisk: newest },
    };
  },
});
