import type { Actor } from '../model/engine-port.ts';
import type { Request } from '../model/face/requests.ts';
import type { Knows } from './dependencies.ts';

/** The asker as the record keeps them. */
export function actorOf({ face, team }: Pick<Knows, 'face' | 'team'>, { person }: Pick<Request, 'person'>): Actor {
  return { surface: face.surface, id: person, team };
}
