import type { Engine, RunLog } from '../model/engine-port.ts';

/** A record that keeps nothing: what is asked at a terminal is not on record, and its answer stays with who asked. */
export const unrecorded: Pick<
  RunLog,
  | 'open'
  | 'append'
  | 'finish'
  | 'audit'
  | 'remember'
  | 'recall'
  | 'run'
  | 'runs'
  | 'holder'
  | 'pendingApprovals'
  | 'exportRun'
> = {
  open: async () => ({ started: true }),
  append: async () => undefined,
  finish: async () => undefined,
  audit: async () => undefined,
  remember: async () => undefined,
  recall: async () => undefined,
  run: async () => undefined,
  runs: async () => [],
  holder: async () => undefined,
  pendingApprovals: async () => [],
  exportRun: async () => undefined,
};

/** No change starts at a terminal. */
export const noFlows: Pick<Engine, 'start'> = {
  start: () => Promise.reject(new Error('no change starts at a terminal')),
};
