import { defined } from '../../lib/defined.ts';
import { defineDerived } from '../../model/rule.ts';
import { request } from '../workers/probe.ts';
import type { RequestAnswer } from '../workers/request-facts.ts';
import type { SiteAnswer } from './facts.ts';
import { sites } from './probe.ts';

/** How one port answered a request of this bot, and which probe asked. */
export interface PortAnswer extends RequestAnswer {
  readonly source: 'sites' | 'request';
}

/** How each open port answers: by the requests to its sites where those were made, else by the one request to the port. */
export const portAnswers = defineDerived({
  id: 'port-answers',
  title: 'Answers of each port',
  from: { sites, request },
  derive: ({ sites: asked, request: requests }) => {
    const bySite = (asked?.sites ?? []).map(portAnswer);
    const ports = new Set(bySite.map(({ port }) => port));
    const others = (requests?.answers ?? []).filter(({ port }) => !ports.has(port));
    return { answers: [...bySite, ...others.map((one) => ({ ...one, source: 'request' as const }))] };
  },
});

function portAnswer({ scheme, address, port, connected, http, seconds, exit, line, server }: SiteAnswer): PortAnswer {
  return {
    source: 'sites',
    url: `${scheme}://${address}:${port}/`,
    port,
    connected,
    answered: http !== undefined,
    ...defined({ http, totalSeconds: seconds, server }),
    exit,
    line,
  };
}
