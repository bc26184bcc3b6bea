import { randomUUID } from 'node:crypto';
import { UnknownShape } from '../model/stored.ts';
import { renderDenial } from '../slack/render/refusal.ts';
import { type Denial, denyAsking, type Person } from './permissions.ts';
import type { Request } from './request.ts';
import type { Services } from './services.ts';

/** The one outer guard of every listener: the asker gets a sentence and a reference, the log gets the cause. */
export async function guarded(
  { log }: Pick<Services, 'log'>,
  request: Pick<Request, 'answer'>,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof UnknownShape) {
      log.error({ err: error }, 'a request was about something that cannot be read');
      return request.answer(renderDenial({ code: 'unknown-shape' }));
    }
    const reference = randomUUID().slice(0, 8);
    log.error({ err: error, reference }, 'a request failed');
    await request.answer(renderDenial({ code: 'internal-error', reference }));
  }
}

/** Asks Slack who this is and where; what cannot be asked counts as no. */
export async function deny(
  { directory, team, sharedChannels }: Services,
  { userId, channel }: Pick<Request, 'userId' | 'channel'>,
): Promise<Denial | undefined> {
  const [person, channelShared] = await Promise.all([directory.person(userId), directory.isShared(channel)]);
  return denyAsking(
    { person: person satisfies Person | undefined, ourTeam: team, channelShared },
    sharedChannels.includes(channel),
  );
}
