import type { Message } from '../model/face/message.ts';
import type { IntentOf } from '../model/intent.ts';
import { formatIntent } from './format-intent.ts';

/** The answer to who asks for a change where nobody can decide: what to say elsewhere, and that a dry run shows the plan. */
export function decidedElsewhere(intent: IntentOf<'change'> | IntentOf<'rollout'>): Message {
  const { json: _faceOnly, ...asked } = intent;
  return { kind: 'denied', denial: { code: 'no-decisions', verb: intent.verb, line: formatIntent(asked) } };
}
