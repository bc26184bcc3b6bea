import { hostHelper, hostHelperCommand, hostHelperPath } from '../../host/oncall-facts/oncall-facts.ts';
import { defineProbe, Unrecognised } from '../../model/source.ts';
import { CertificatesFacts } from './facts.ts';
import { readCertificates } from './parse.ts';

/** Argument: the helper’s own text, for hosts where it is not installed; run by root it sees as much, by anybody else only certificates. */
const program = `
if answer=$(as_root ${hostHelperPath} tls 2>/dev/null); then
  echo '== helper'; printf '%s\\n' "$answer"
  exit 0
fi
has openssl || { echo '== no openssl'; exit 127; }
if [ "\${oncall_uid:-$(id -u)}" = 0 ]; then echo '== helper'; else echo '== user'; fi
sh -c "$1" oncall-facts tls
`;

/** Certificates and keys: whether they fit, are readable and still valid. */
export const certificates = defineProbe({
  id: 'certificates',
  title: 'Certificates and keys',
  question: 'whether each certificate is valid and fits its key',
  wants: 'the root-owned helper (keys are readable by root only), and openssl',
  facts: CertificatesFacts,
  privileged: () => [hostHelperCommand('tls')],
  section: () => ({ program, args: [hostHelper], seconds: 20, bytes: 256_000 }),
  parse(text, capture) {
    if (/^== no openssl$/m.test(text) || capture.exit === 127)
      throw new Unrecognised('openssl is not installed', 'not-installed');
    return readCertificates(text);
  },
  partial: ({ privileged, pairs }) =>
    privileged || pairs.length === 0 ? undefined : 'whether the keys fit is shown to root only',
});
