import type { Moment } from '../../model/report.ts';
import { sudoUse } from '../../probes/changes/sudo.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';

const MOST_MOMENTS = 12;

/** The newest uses of sudo, for the timeline. */
export function sudoMoments(outcomes: Outcomes): readonly Moment[] {
  const uses = factsFrom(outcomes, sudoUse)?.uses ?? [];
  return uses
    .slice(-MOST_MOMENTS)
    .flatMap(({ at, line }) => (at === undefined ? [] : [{ at, source: sudoUse.id, text: line }]));
}
