import { loadProgram } from '../../lib/program.ts';
import { defineProbe } from '../../model/source.ts';
import { AccessFacts } from './facts.ts';
import { parseAccess } from './parse.ts';

const LINES = '2000';

const program = loadProgram(import.meta.dirname, 'access-log.sh');

/** Status codes and busiest addresses of the latest requests; the requests themselves stay on the host. */
export const accessLog = defineProbe({
  id: 'access-log',
  title: 'Latest requests',
  question: 'what clients are answered, and whether a few addresses send most requests',
  wants: 'to read the access log: group adm on Debian and Ubuntu, otherwise tail(1) through sudo',
  facts: AccessFacts,
  privileged: ({ accessLog: path }) => [['/usr/bin/tail', '-n', LINES, path]],
  section: (layout) => ({
    program,
    args: [layout.accessLog, LINES, layout.configRoot, layout.binary.slice(layout.binary.lastIndexOf('/') + 1)],
    seconds: 8,
    bytes: 16_000,
  }),
  parse: (text) => parseAccess(text),
});
