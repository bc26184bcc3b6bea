import { changes } from '../runbooks/changes/index.ts';
import { investigations } from '../runbooks/investigations/index.ts';
import { options } from './option-list.ts';
import { infoVerbs, longLooks } from './own-verbs.ts';
import type { VerbSpec } from './verb-spec.ts';

/** Looks and changes tell of themselves where they are defined. */
const looks = investigations.map(({ verb, options: taken = {}, ...told }): VerbSpec => {
  const takes = options.map(({ name }) => name).filter((name) => name === 'json' || Object.hasOwn(taken, name));
  return { ...worded(verb, told), kind: 'look', options: takes };
});

const planned = changes.map(
  ({ verb, values, ...told }): VerbSpec => ({
    ...worded(verb, told),
    values,
    kind: 'change',
    options: ['dry-run', 'break-glass', 'json'],
  }),
);

/** Every verb, in the order help shows them. */
export const verbs: readonly VerbSpec[] = [...looks, ...longLooks, ...planned, ...infoVerbs];

function worded(
  name: VerbSpec['name'],
  { summary, usage, examples, looksAt, alsoTried }: Omit<VerbSpec, 'name' | 'kind' | 'options' | 'values'>,
): Omit<VerbSpec, 'kind' | 'options'> {
  return { name, summary, usage, examples, looksAt, alsoTried, values: [] };
}

/** The verb of exactly this name. */
export function verbNamed(name: string): VerbSpec | undefined {
  return verbs.find((verb) => verb.name === name);
}
