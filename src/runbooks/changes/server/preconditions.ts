import type { Look } from '../../../model/change-runbook.ts';
import type { Drift, Precondition, Reason } from '../../../model/plan.ts';
import { factsOf, listeningOf, runningServer, serverSources } from './server.ts';

/** A plan lives for minutes; what changed since it was made changed within the hour. */
const CHANGED_MS = 3_600_000;

const NO_PARENT = 'none runs';
const HASH = 'Configuration hash';

/** What an approval is bound to, and what of it could not be seen: each of these is a reason not to offer a plan. */
export interface Bound {
  readonly preconditions: readonly Precondition[];
  readonly unseen: readonly Reason[];
}

/** Boot, parent, configuration, sockets and MPM of the host now; the same for every change of a server. */
export function boundTo(look: Look): Bound {
  const server = runningServer(look);
  const bootId = factsOf(look, serverSources.survey)?.bootId;
  const tree = factsOf(look, serverSources.configTree);
  const listening = server === undefined ? [] : listeningOf(look, server.root.pid);
  const mpm = factsOf(look, serverSources.statusPage)?.mpm;
  const unseen = [
    bootId === undefined ? 'The boot id could not be read, so a restart of the host could not be noticed.' : '',
    tree === undefined ? 'The configuration files could not be hashed, so an approval could not be bound to them.' : '',
    tree?.privileged === false
      ? 'Only a part of the configuration could be hashed: a change to the rest would go unnoticed between approval and run.'
      : '',
    listening === undefined ? 'Who listens could not be seen, so a change of the sockets would go unnoticed.' : '',
  ];
  return {
    preconditions: [
      { what: 'Boot of the host', value: bootId ?? '' },
      {
        what: 'Parent process',
        value:
          server === undefined ? NO_PARENT : `pid ${server.root.pid}, started ${server.startTicks} ticks after boot`,
      },
      { what: HASH, value: tree?.digest ?? '' },
      { what: 'Listening sockets', value: listening === undefined ? '' : listening.join(', ') || 'none' },
      ...(mpm === undefined ? [] : [{ what: 'Running MPM', value: mpm }]),
    ],
    unseen: unseen.filter((why) => why !== '').map((why) => ({ why, evidence: [] })),
  };
}

/** What differs; something that was not known when the plan was made, or is not told any more, such as the MPM by a status page that does not answer, is not a difference. */
export function driftFrom(planned: readonly Precondition[], look: Look): readonly Drift[] {
  const { preconditions, unseen } = boundTo(look);
  const changed = planned.flatMap(({ what, value }): Drift[] => {
    const now = preconditions.find((one) => one.what === what)?.value;
    if (now === undefined || now === value) return [];
    return [what === HASH ? hashDrift(value, now, look) : { what, planned: value, now }];
  });
  return [...changed, ...unseen.map(({ why }) => ({ what: 'Still visible', planned: 'yes', now: why }))];
}

function hashDrift(planned: string, now: string, look: Look): Drift {
  return { what: HASH, planned: shortHash(planned), now: `${shortHash(now)}: ${changedLately(look)}` };
}

function shortHash(hash: string): string {
  return hash.slice(0, 12);
}

/** Which files made the hash another one, as far as their dates tell: newest first. */
function changedLately(look: Look): string {
  const { now } = look.context;
  const changed = factsOf(look, serverSources.configTree)?.changed ?? [];
  if (now === undefined) return 'which files changed is not known';
  const lately = changed
    .filter(({ at }) => Math.abs(Date.parse(now) - Date.parse(at)) <= CHANGED_MS)
    .sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  if (lately.length === 0) return 'no file has a date of the last hour; one was removed, or came with an older date';
  const named = lately.slice(0, 3).map(({ path, at, owner }) => {
    const minutes = Math.max(0, Math.round((Date.parse(now) - Date.parse(at)) / 60_000));
    return `${path} (${minutes === 0 ? 'under a minute' : `${minutes} min`} ago, owner ${owner})`;
  });
  return `changed lately: ${named.join(', ')}${lately.length > 3 ? ` and ${lately.length - 3} more` : ''}`;
}
