import type { Json } from '../../lib/json.ts';

/** The facts that are known, so that a rule can list what it may know without asking twice. */
export function present(facts: Readonly<Record<string, Json | undefined>>): Readonly<Record<string, Json>> {
  const known: Record<string, Json> = {};
  for (const [name, value] of Object.entries(facts)) if (value !== undefined) known[name] = value;
  return known;
}
