import { renderExplained } from '../slack/render/explained.ts';
import { renderDenial } from '../slack/render/refusal.ts';
import { explainText, pastedText } from './explain-text.ts';
import { deny, guarded } from './guarded.ts';
import type { Request } from './request.ts';
import type { Services } from './services.ts';

/** Slack keeps 40,000 characters of a message's text (chat.postMessage). */
const LONGEST_TEXT = 40_000;

/** Explains the message somebody chose to them alone; no host is asked. Never rejects. */
export async function explainMessage(services: Services, request: Request): Promise<void> {
  await guarded(services, request, async () => {
    const denied = await deny(services, request);
    const answer =
      denied === undefined
        ? renderExplained(explainText(pastedText(request.text.slice(0, LONGEST_TEXT))))
        : renderDenial({ code: denied });
    await request.answer(answer);
  });
}
