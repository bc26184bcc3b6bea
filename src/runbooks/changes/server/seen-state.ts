import type { Look } from '../../../model/change-runbook.ts';
import type { Drift, Precondition } from '../../../model/plan.ts';
import { factsOf, runningServer, serverSources } from './server.ts';

/** Boot and parent of the host: what a change that touches no configuration is bound to, besides its own object. */
export function bootAndParent(look: Look): readonly Precondition[] {
  const server = runningServer(look);
  return [
    { what: 'Boot of the host', value: factsOf(look, serverSources.survey)?.bootId ?? '' },
    {
      what: 'Parent process',
      value:
        server === undefined ? 'none runs' : `pid ${server.root.pid}, started ${server.startTicks} ticks after boot`,
    },
  ];
}

/** What differs, word for word; what cannot be seen any more differs too. */
export function differences(planned: readonly Precondition[], now: readonly Precondition[]): readonly Drift[] {
  return planned.flatMap(({ what, value }): Drift[] => {
    const seen = now.find((one) => one.what === what)?.value;
    if (seen === value && value !== '') return [];
    return [{ what, planned: value, now: seen === undefined || seen === '' ? 'cannot be seen' : seen }];
  });
}
