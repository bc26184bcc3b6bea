import type { SafetyCheck } from '../../model/plan.ts';

/** What the doctor found: `unknown` where the host gave no answer, which is never taken for a good one. */
export interface DoctorLine extends Omit<SafetyCheck, 'passed'> {
  readonly group: 'account' | 'helpers' | 'rules' | 'granted' | 'attacks';
  readonly outcome: 'ok' | 'wrong' | 'unknown';
}
