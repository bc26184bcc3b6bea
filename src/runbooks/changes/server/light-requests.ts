import { loadProgram } from '../../../lib/program.ts';
import type { LightRequests, RequestSample } from '../../../model/light-requests.ts';
import { factsOf, runningServer, serverSources } from './server.ts';

/** A request that takes longer is a failed one: nobody waits longer for a page. */
const REQUEST_SECONDS = 5;
const PAUSE_SECONDS = '0.1';

const program = loadProgram(import.meta.dirname, 'light-requests.sh');

/** One request after the other to the page that answered before, as `curl` lines: HTTP status, seconds, exit code. */
export const lightRequests: LightRequests = {
  url(look) {
    if (runningServer(look) === undefined) return undefined;
    const answered = factsOf(look, serverSources.request)?.answers.find((one) => one.answered);
    return answered?.url;
  },
  section: (url, count) => ({
    program,
    args: [url, String(count), String(REQUEST_SECONDS), PAUSE_SECONDS],
    seconds: count * (REQUEST_SECONDS + 1) + 1,
    bytes: 4_000,
  }),
  read(text) {
    const samples = [...text.matchAll(/^(\d{3}) (\d{1,4}(?:\.\d{1,9})?) (\d{1,3})$/gm)].map(sampleOf);
    return samples.length === 0 ? undefined : samples;
  },
};

/** An answer of the server's own fault counts as failed; one of the client's, such as 403 for /, is an answer. */
function sampleOf([, http = '', seconds = '', exit = '']: readonly string[]): RequestSample {
  if (exit !== '0') return { ok: false, ms: null };
  return { ok: Number(http) < 500, ms: Number(seconds) * 1_000 };
}
