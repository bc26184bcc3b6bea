import { loadProgram } from '../../lib/program.ts';
import { defineProbe } from '../../model/source.ts';
import { BackendFacts } from './facts.ts';
import { parseBackends } from './parse.ts';

const program = loadProgram(import.meta.dirname, 'backends.sh');

/** Connections from this host to the backends of the configuration: who is waited for, and for how long. */
export const backends = defineProbe({
  id: 'backends',
  title: 'Connections to backends',
  question: 'whether anything waits for a backend, and for how long',
  wants: 'ss(8) on the host, and a configuration that this user may read',
  facts: BackendFacts,
  section: (layout) => ({ program, args: [layout.configRoot, layout.mainConfig], seconds: 10, bytes: 16_000 }),
  parse: (text) => parseBackends(text),
});
