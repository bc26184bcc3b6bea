import { z } from 'zod';
import { isJson, type Json } from '../lib/json.ts';

/** Any JSON, for what only its writer reads. */
export const AnyJson = z.custom<Json>(isJson);

/**
 * The record holds something in a shape that this version does not know. It is an answer: the run it belongs to is stopped, or the person who asked is
 * told, and everything else goes on.
 */
export class UnknownShape extends Error {
  constructor(what: string, why: string) {
    super(`the record holds ${what} in a shape this version does not know (${why})`);
  }
}

/** A stored value by its schema; throws {@link UnknownShape} with a sentence about `what`. */
export function readStored<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const read = z.safeParse(schema, value);
  if (read.success) return read.data;
  throw new UnknownShape(what, whyNot(read.error));
}

/** The first thing that does not fit, and where. */
export function whyNot({ issues: [first] }: z.ZodError): string {
  if (first === undefined) return 'no reason';
  return `${first.path.length === 0 ? 'as a whole' : z.core.toDotPath(first.path)}: ${first.message}`;
}
