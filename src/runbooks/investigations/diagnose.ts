import type { Capture } from '../../model/source.ts';
import { type Attachment, defineInvestigation } from '../define-investigation.ts';
import { logLine } from '../state/log-lines.ts';
import { serverLine, workersLine } from '../state/server.ts';

/** Everything that can be asked without cost, and every finding. */
export const diagnose = defineInvestigation({
  verb: 'diagnose',
  place: 10,
  title: 'Diagnosis',
  summary: 'Finds what is wrong, why, and what to do next.',
  options: { since: '15m' },
  examples: ['diagnose web-03', 'diagnose web-03 --since 2h'],
  looksAt: 'service state, workers, configuration, error log, ports, kernel log, memory, disk and recent changes',
  alsoTried: ['check', 'diag', 'debug', 'what', 'inspect', 'investigate', 'fix', 'doctor'],
  button: 'Diagnose',
  sources: 'everything',
  answers: 'everything',
  state: [serverLine, workersLine, logLine],
  panels: 'none',
  attach: everything,
});

/** For a diagnosis all that was captured goes along, since the message can only quote. */
function everything(captures: ReadonlyMap<string, Capture>): readonly Attachment[] {
  if (captures.size === 0) return [];
  const text = [...captures.values()]
    .map((capture) => `===== ${capture.source} (exit ${capture.exit})\n${capture.text}`)
    .join('\n\n');
  return [{ filename: 'captures.txt', title: 'Everything that was captured', text }];
}
