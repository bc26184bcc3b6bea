import type { Context } from '../context.ts';
import type { Person } from '../workspace.ts';

/** What a person sees of an action: it went through, or the sentence that says why not. */
export type Outcome =
  | { readonly ok: true; readonly ts?: string }
  | { readonly ok: false; readonly failure: string; readonly errors?: Readonly<Record<string, string>> };

/** The person with this id, or nobody. */
export function personOf(context: Context, id: string): Person | undefined {
  return context.store.people.get(id);
}

/** A refusal with its sentence. */
export function refused(failure: string, errors?: Readonly<Record<string, string>>): Outcome {
  return errors ? { ok: false, failure, errors } : { ok: false, failure };
}
