import { carriedFacts, hostHelperCommand, hostHelperPath } from '../../host/oncall-facts/oncall-facts.ts';
import { loadProgram } from '../../lib/program.ts';
import { defineProbe, Unrecognised } from '../../model/source.ts';
import { CertificatesFacts } from './facts.ts';
import { readCertificates } from './parse.ts';

const program = loadProgram(import.meta.dirname, 'certificates.sh');

/** Certificates and keys: whether they fit, are readable and still valid. */
export const certificates = defineProbe({
  id: 'certificates',
  title: 'Certificates and keys',
  question: 'whether each certificate is valid and fits its key',
  wants: 'the root-owned helper (keys are readable by root only), and openssl',
  facts: CertificatesFacts,
  privileged: () => [hostHelperCommand('tls')],
  section: (layout) => ({ program, args: [hostHelperPath], seconds: 20, bytes: 256_000, ...carriedFacts(layout) }),
  parse(text, capture) {
    if (/^== no openssl$/m.test(text) || capture.exit === 127)
      throw new Unrecognised('openssl is not installed', 'not-installed');
    return readCertificates(text);
  },
  partial: ({ privileged, pairs }) =>
    privileged || pairs.length === 0 ? undefined : 'whether the keys fit is shown to root only',
});
