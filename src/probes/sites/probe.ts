import { loadProgram } from '../../lib/program.ts';
import { defineProbe } from '../../model/source.ts';
import { ssCommand } from '../ports/local-ports.ts';
import { askHttpd } from '../survey/invocation.ts';
import { SitesFacts } from './facts.ts';
import { parseSites } from './parse.ts';

/** A front page that takes longer is slow for everybody; the number is a choice. */
const REQUEST_SECONDS = 3;
/** No further site is begun after this. */
const TOTAL_SECONDS = 8;
const MOST_SITES = 12;
/** As many lines of the access log as its own probe reads, so that sudo needs no rule more. */
const LOG_LINES = '2000';

const program = loadProgram(import.meta.dirname, 'sites.sh');

/** The bot's own requests, on the host, to `/` of every site that the running server serves. */
export const sites = defineProbe({
  id: 'sites',
  title: 'A request to each site',
  question: 'what users of each site get now',
  wants: 'curl on the host (bash or nc, and openssl, do without), and an open port of Apache',
  facts: SitesFacts,
  privileged: (layout) => [
    ssCommand(layout),
    askHttpd(layout, '-S'),
    ['/usr/bin/tail', '-n', LOG_LINES, layout.accessLog],
  ],
  section: (layout) => ({
    program,
    args: [
      layout.configRoot,
      layout.mainConfig,
      ssCommand(layout)[0] ?? 'ss',
      layout.accessLog,
      LOG_LINES,
      String(REQUEST_SECONDS),
      String(TOTAL_SECONDS),
      String(MOST_SITES),
      ...askHttpd(layout, '-S'),
    ],
    seconds: TOTAL_SECONDS + 4 * REQUEST_SECONDS,
    bytes: 100_000,
  }),
  parse: (text) => parseSites(text),
});
