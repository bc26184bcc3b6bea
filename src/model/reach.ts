import type { Finding } from './finding.ts';
import type { ReachFailure } from './ports.ts';
import { type Probe, Unrecognised } from './source.ts';

/** Whether the host could be asked at all, and how the asking ended. */
export type Reach =
  | { readonly reached: true; readonly complete: boolean; readonly detail: string }
  | { readonly reached: false; readonly reason: ReachFailure; readonly detail: string; readonly fingerprint?: string };

/** The only source that no section answers: the engine itself knows. */
export const reach: Probe<'reach', Reach> = {
  kind: 'probe',
  id: 'reach',
  title: 'SSH session',
  question: 'whether the host answers at all',
  wants: 'an SSH session',
  privileged: () => [],
  section: () => undefined,
  read() {
    throw new Unrecognised('the SSH session is observed, not read');
  },
};

/** True for a finding that says that the host could not be asked: it quotes how the asking ended. */
export function isUnreached({ evidence }: Pick<Finding, 'evidence'>): boolean {
  return evidence.some(({ kind, source }) => kind === 'quote' && source === reach.id);
}
