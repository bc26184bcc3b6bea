import { randomUUID } from 'node:crypto';
import type { PersonDenial } from '../model/face/answers.ts';
import type { Request } from '../model/face/requests.ts';
import { UnknownShape } from '../model/stored.ts';
import type { Knows, Logs } from './dependencies.ts';
import { denyAsking } from './permissions.ts';

/** Where people of other organisations may ask, though they may never decide there. */
export interface Admits extends Pick<Knows, 'directory' | 'team'> {
  readonly sharedConversations: readonly string[];
}

/** The one outer guard of every handler: the asker gets a sentence and a reference, the log gets the cause. */
export async function guarded(
  { log }: Logs,
  request: Pick<Request, 'answer'>,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof UnknownShape) {
      log.error({ err: error }, 'a request was about something that cannot be read');
      return request.answer({ kind: 'denied', denial: { code: 'unknown-shape' } });
    }
    const reference = randomUUID().slice(0, 8);
    log.error({ err: error, reference }, 'a request failed');
    await request.answer({ kind: 'denied', denial: { code: 'internal-error', reference } });
  }
}

/** Asks the face who this is and where; what cannot be asked counts as no. */
export async function deny(
  { directory, team, sharedConversations }: Admits,
  { person: id, conversation }: Pick<Request, 'person' | 'conversation'>,
): Promise<PersonDenial | undefined> {
  const [person, conversationShared] = await Promise.all([directory.person(id), directory.isShared(conversation)]);
  return denyAsking({ person, ourTeam: team, conversationShared }, sharedConversations.includes(conversation));
}
