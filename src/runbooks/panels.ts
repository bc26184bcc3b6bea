import type { LookOptions } from '../model/intent.ts';
import type { Panel } from '../model/report.ts';
import type { ReadContext } from '../model/source.ts';
import type { ReadVerb } from '../model/verbs.ts';
import type { Describe, Outcomes } from './facts-of.ts';
import { changePanels } from './state/changes.ts';
import { connectionPanels } from './state/connections.ts';
import { crashPanels } from './state/crashes.ts';
import { hardeningPanels } from './state/hardening.ts';
import { limitPanels } from './state/limits.ts';
import { logPanels } from './state/logs.ts';
import { memoryPanels } from './state/memory.ts';
import { mpmPanels } from './state/mpm.ts';
import { portPanels } from './state/ports.ts';
import { preflightPanels } from './state/preflight.ts';
import { tlsPanels } from './state/tls.ts';
import { workerPanels } from './state/workers.ts';

const panels: Readonly<Partial<Record<ReadVerb, Describe<Panel>>>> = {
  ports: portPanels,
  workers: workerPanels,
  memory: memoryPanels,
  'mpm-settings': mpmPanels,
  connections: connectionPanels,
  crashes: crashPanels,
  limits: limitPanels,
  tls: tlsPanels,
  changes: changePanels,
  hardening: hardeningPanels,
  preflight: preflightPanels,
};

/** What a verb was asked for, as it is, whether or not anything is wrong; nothing where nothing is known. */
export function panelsOf(
  verb: ReadVerb,
  outcomes: Outcomes,
  context: ReadContext,
  options: LookOptions,
): readonly Panel[] {
  return verb === 'logs' ? logPanels(outcomes, context, options) : (panels[verb]?.(outcomes, context) ?? []);
}
