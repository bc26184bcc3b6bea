import type { DirectivesFacts } from '../../probes/config/facts.ts';
import type { CertificatesFacts, KeyPair } from '../../probes/tls/facts.ts';
import type { Hazard } from './hazard.ts';

/** What the certificates and keys on disk would do to a reload. */
export function tlsHazards(facts: {
  readonly certificates?: CertificatesFacts | undefined;
  readonly directives?: DirectivesFacts | undefined;
}): Hazard[] {
  const { certificates, directives } = facts;
  if (certificates === undefined) return [];
  const asks = asksForPassphrase(directives);
  return certificates.pairs.flatMap((pair) => ofPair(pair, certificates.privileged, asks));
}

/** True unless a program answers for the pass phrase: the built-in dialog needs a terminal, which a service has not. */
export function asksForPassphrase(directives: DirectivesFacts | undefined): boolean {
  const dialog = directives?.directives.findLast(({ name }) => name === 'sslpassphrasedialog')?.args[0];
  return (
    dialog === undefined || !/^(?:exec:|\|)/i.test(dialog) || /ask-for-passphrase|systemd-ask-password/.test(dialog)
  );
}

function ofPair(pair: KeyPair, privileged: boolean, asks: boolean): Hazard[] {
  const line = (name: string): Hazard['evidence'] => {
    const text = pair.lines[name];
    return text === undefined ? [] : [{ kind: 'quote', source: 'certificates', text }];
  };
  const where = pair.at === undefined ? '' : ` (${pair.at})`;
  if (pair.matches === false)
    return [
      {
        id: 'key-mismatch',
        why: `the certificate ${pair.cert} does not belong to the key ${pair.key ?? ''}${where} (AH02565)`,
        blocks: true,
        evidence: [...line('cert-sha256'), ...line('key-sha256')],
      },
    ];
  if (pair.keyState === 'encrypted')
    return asks
      ? [
          {
            id: 'key-encrypted',
            why: `the key ${pair.key ?? ''}${where} has a pass phrase and nobody to answer for it: a start or reload hangs or ends (AH02578)`,
            blocks: true,
            evidence: line('key-sha256'),
          },
        ]
      : [];
  return [
    ...unreadable(pair.certState, 'certificate', pair.cert, where, line('cert-sha256')),
    ...(privileged ? unreadable(pair.keyState, 'key', pair.key ?? '', where, line('key-sha256')) : []),
  ];
}

function unreadable(state: string, what: string, path: string, where: string, evidence: Hazard['evidence']): Hazard[] {
  if (state !== 'missing' && state !== 'empty' && state !== 'unreadable') return [];
  const how = state === 'unreadable' ? 'cannot be read as one' : `is ${state}`;
  return [{ id: 'certificate-unreadable', why: `the ${what} ${path}${where} ${how}`, blocks: true, evidence }];
}
