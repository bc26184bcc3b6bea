import type { Line } from '../model/face/requests.ts';
import type { Logs } from './dependencies.ts';
import { explainText } from './explain-text.ts';
import { type Admits, deny, guarded } from './guarded.ts';

/** Explains a text that somebody chose, to them alone; no host is asked. Never rejects. */
export async function explainMessage(deps: Admits & Logs, line: Line): Promise<void> {
  await guarded(deps, line, async () => {
    const denied = await deny(deps, line);
    if (denied === undefined) await line.answer({ kind: 'explained', ...explainText(line.text) });
    else await line.answer({ kind: 'denied', denial: { code: denied } });
  });
}
