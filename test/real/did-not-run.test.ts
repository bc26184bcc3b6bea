import { it } from 'vitest';

process.stderr.write(
  '\nThe tests against real sshd, the browser and the laboratory did NOT run: they install Debian packages and make namespaces, which takes root.\n',
);

it.skip('real sshd (test/sshd): needs root on Debian');
it.skip('the browser (test/browser): needs root on Debian');
it.skip('the laboratory (test/lab): needs root on Debian');
