import type { ChangeResult, Undone, Verification } from './plan.ts';
import type { HostEnd, RolloutResult } from './rollout.ts';

/** How a change or a rollout ended, in one line: well, badly, without anybody being sure, or with nothing done. */
export interface Ending {
  readonly outcome: 'good' | 'bad' | 'unsure' | 'nothing';
  readonly line: string;
}

/** How a change ended. */
export function changeEnding(result: ChangeResult): Ending {
  switch (result.ended) {
    case 'denied':
    case 'cancelled':
    case 'expired':
      return { outcome: 'nothing', line: result.ended };
    case 'drifted':
      return { outcome: 'nothing', line: 'void, the host changed' };
    case 'refused':
      return { outcome: 'nothing', line: 'refused right before the run' };
    case 'locked':
      return { outcome: 'nothing', line: 'another change holds the host' };
    case 'stopped':
      return result.undone === null ? { outcome: 'bad', line: 'stopped after the edit' } : undoneEnding(result.undone);
    case 'not-sent':
      return { outcome: 'unsure', line: 'not sent' };
    case 'unknown':
      if (result.undone !== null) return undoneEnding(result.undone);
      return verifiedEnding(result.verification) ?? { outcome: 'unsure', line: 'state unknown' };
    case 'done': {
      if (result.undone !== null) return undoneEnding(result.undone);
      const unproven = { outcome: 'unsure', line: 'ran, but not proven' } as const;
      return verifiedEnding(result.verification) ?? (result.exit === 0 ? unproven : failed);
    }
  }
}

const failed: Ending = { outcome: 'bad', line: 'failed' };

function verifiedEnding(verification: Verification | null): Ending | undefined {
  if (verification?.outcome === 'verified') return { outcome: 'good', line: 'done and verified on the host' };
  return verification?.outcome === 'failed' ? failed : undefined;
}

/** A change that was undone has failed, and the host is well again; or not, or nobody knows. */
function undoneEnding({ outcome }: Undone): Ending {
  if (outcome === 'undone') return { outcome: 'unsure', line: 'failed and undone, the host is as it was before' };
  if (outcome === 'failed') return { outcome: 'bad', line: 'failed, and undoing it failed too' };
  return { outcome: 'bad', line: 'failed, and whether it was undone is not known' };
}

/** How a rollout ended. */
export function rolloutEnding(result: RolloutResult): Ending {
  if (result.ended === 'complete')
    return { outcome: 'good', line: `all ${result.hosts.length} done and verified on the host` };
  return result.ended === 'stopped' ? stoppedEnding(result.hosts) : { outcome: 'nothing', line: result.ended };
}

function stoppedEnding(hosts: readonly HostEnd[]): Ending {
  const count = (ended: HostEnd['ended']) => hosts.filter((one) => one.ended === ended).length;
  const line = `stopped: ${count('verified')} of ${hosts.length} verified, ${count('failed')} failed, ${count('untouched') + count('skipped')} not changed`;
  return { outcome: count('failed') > 0 ? 'bad' : 'unsure', line };
}
