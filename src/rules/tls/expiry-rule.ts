import { defineRule, type Found, notApplicable, type Rule, type RuleHead } from '../../model/rule.ts';
import type { SiteAnswer } from '../../probes/sites/facts.ts';
import { sites } from '../../probes/sites/probe.ts';
import type { KeyPair } from '../../probes/tls/facts.ts';
import { certificates } from '../../probes/tls/probe.ts';

const DAY_MS = 86_400_000;

/** A rule about certificates whose remaining life in days is within a range; negative = expired. */
export function expiryRule(
  spec: Omit<RuleHead, 'runbook'> & {
    readonly isMine: (days: number) => boolean;
    readonly summary: (cert: string, days: number, others: number) => string;
  },
): Rule {
  const { isMine, summary, ...head } = spec;
  return defineRule({
    ...head,
    runbook: 'tls',
    reads: {},
    mayRead: { certificates, sites },
    judge({ certificates: onDisk, sites: asked }, { now }) {
      if (now === undefined) return notApplicable('the host’s clock is not known');
      if (onDisk === undefined && asked === undefined) return notApplicable('no certificate could be seen');
      const pairs = onDisk?.pairs ?? [];
      const mine = pairs
        .flatMap((pair) =>
          pair.expires === undefined ? [] : [{ pair, expires: pair.expires, days: daysLeft(pair.expires, now) }],
        )
        .filter(({ days }) => isMine(days))
        .sort((one, other) => one.days - other.days);
      const [first] = mine;
      if (first === undefined) return served(asked?.sites ?? [], now);
      return {
        summary: summary(first.pair.cert, Math.floor(Math.abs(first.days)), mine.length - 1),
        evidence: [{ kind: 'quote', source: 'certificates', text: lineOf(first.pair) }],
        facts: {
          count: mine.length,
          path: first.pair.cert,
          paths: mine.map(({ pair }) => pair.cert),
          expires: first.expires,
        },
      };
    },
  });

  /** The file may be new, or nobody may read it: what is served counts. */
  function served(asked: readonly SiteAnswer[], now: string): Found | undefined {
    const mine = asked
      .flatMap(({ url, certificate }) =>
        certificate?.notAfter === undefined
          ? []
          : [{ url, certificate, expires: certificate.notAfter, days: daysLeft(certificate.notAfter, now) }],
      )
      .filter(({ days }) => isMine(days))
      .sort((one, other) => one.days - other.days);
    const [first] = mine;
    if (first === undefined) return undefined;
    return {
      summary: summary(`that ${first.url} serves`, Math.floor(Math.abs(first.days)), mine.length - 1),
      evidence: [{ kind: 'quote', source: 'sites', text: first.certificate.lines['not-after'] ?? first.url }],
      facts: { count: mine.length, sites: mine.map(({ url }) => url), expires: first.expires },
    };
  }
}

function daysLeft(expires: string, now: string): number {
  return (Date.parse(expires) - Date.parse(now)) / DAY_MS;
}

function lineOf(pair: KeyPair): string {
  return pair.lines['not-after'] ?? pair.lines['cert'] ?? pair.cert;
}
