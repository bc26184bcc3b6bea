import { loadProgram } from '../../lib/program.ts';
import { defineProbe } from '../../model/source.ts';
import { ListenerFacts } from './facts.ts';
import { ssCommand } from './local-ports.ts';
import { parseListeners } from './parse.ts';

const program = loadProgram(import.meta.dirname, 'listeners.sh');

/** Every listening TCP port, who holds it, and how many connections wait on it. */
export const listeners = defineProbe({
  id: 'listeners',
  title: 'Listening ports',
  question: 'who listens on the web ports, and how many connections wait to be accepted',
  wants: 'ss(8) through sudo to name the holders',
  facts: ListenerFacts,
  privileged: (layout) => [ssCommand(layout)],
  section: (layout) => ({ program, args: [ssCommand(layout)[0] ?? 'ss'], seconds: 6, bytes: 150_000 }),
  parse: (text) => parseListeners(text),
  partial: ({ holdersVisible }) => (holdersVisible ? undefined : 'who holds each socket is shown to root only'),
});
