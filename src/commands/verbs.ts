import { changes } from '../runbooks/changes/index.ts';
import { investigations } from '../runbooks/investigations/index.ts';
import { infoVerbs, longLooks } from './own-verbs.ts';
import type { OptionSpec, VerbSpec } from './verb-spec.ts';

/** Every option, in the order help shows them. */
export const options: readonly OptionSpec[] = [
  { name: 'lines', usage: '--lines N', summary: 'how many log lines, 1 to 2000', terminalOnly: false },
  { name: 'since', usage: '--since 15m', summary: 'how far back, such as 15m, 2h or 1d', terminalOnly: false },
  {
    name: 'grep',
    usage: '--grep TEXT',
    summary: 'only messages that contain this text, as it stands',
    terminalOnly: false,
  },
  { name: 'level', usage: '--level warn', summary: 'only messages of this level or weightier', terminalOnly: false },
  { name: 'follow', usage: '--follow 60s', summary: 'go on reading for so long, at most 5m', terminalOnly: false },
  { name: 'for', usage: '--for 10m', summary: 'how long to watch, at most 30m', terminalOnly: false },
  { name: 'dry-run', usage: '--dry-run', summary: 'show the whole plan and ask nobody', terminalOnly: false },
  {
    name: 'break-glass',
    usage: '--break-glass "reason"',
    summary: 'pass the usual approvals by; the reason, 3 to 200 characters, is told to everybody',
    terminalOnly: false,
  },
  { name: 'json', usage: '--json', summary: 'the answer as JSON, in a terminal only', terminalOnly: true },
  {
    name: 'png',
    usage: '--png FILE',
    summary: 'write the picture to this file, in a terminal only',
    terminalOnly: true,
  },
];

/** Looks and changes tell of themselves where they are defined. */
const looks = investigations.map(({ verb, options: taken = {}, ...told }): VerbSpec => {
  const takes = options.map(({ name }) => name).filter((name) => name === 'json' || Object.hasOwn(taken, name));
  return { ...worded(verb, told), kind: 'look', options: takes };
});

const planned = changes.map(
  ({ verb, ...told }): VerbSpec => ({
    ...worded(verb, told),
    kind: 'change',
    options: ['dry-run', 'break-glass', 'json'],
  }),
);

/** Every verb, in the order help shows them. */
export const verbs: readonly VerbSpec[] = [...looks, ...longLooks, ...planned, ...infoVerbs];

function worded(
  name: VerbSpec['name'],
  { summary, usage, examples, looksAt, alsoTried }: Omit<VerbSpec, 'name' | 'kind' | 'options'>,
): Omit<VerbSpec, 'kind' | 'options'> {
  return { name, summary, usage, examples, looksAt, alsoTried };
}

/** The verb of exactly this name. */
export function verbNamed(name: string): VerbSpec | undefined {
  return verbs.find((verb) => verb.name === name);
}
