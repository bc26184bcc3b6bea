import { loadProgram } from '../../lib/program.ts';
import { defineProbe } from '../../model/source.ts';
import { BootsFacts, PackagesFacts } from './facts.ts';
import { readBoots, readPackages } from './parse.ts';

const packagesProgram = loadProgram(import.meta.dirname, 'packages.sh');
const bootsProgram = loadProgram(import.meta.dirname, 'boots.sh');

/** Package changes that can touch httpd: httpd itself, its modules, PHP, OpenSSL, libc, and whatever takes web ports. */
export const packages = defineProbe({
  id: 'packages',
  title: 'Package changes',
  question: 'whether an update changed httpd or what it runs on',
  wants: 'read access to the package manager’s log',
  facts: PackagesFacts,
  section: () => ({
    program: packagesProgram,
    args: [],
    seconds: 10,
    bytes: 64_000,
  }),
  parse: (text, _capture, context) => readPackages(text, context),
});

/** When the host started. */
export const boots = defineProbe({
  id: 'boots',
  title: 'Last start of the host',
  question: 'whether the host was restarted lately',
  wants: '/proc on the host',
  facts: BootsFacts,
  section: () => ({
    program: bootsProgram,
    args: [],
    seconds: 3,
    bytes: 2_000,
  }),
  parse: (text) => readBoots(text),
});
