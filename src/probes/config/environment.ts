import { z } from 'zod';
import { carriedFacts, hostHelperCommand, hostHelperPath } from '../../host/oncall-facts/oncall-facts.ts';
import { loadProgram } from '../../lib/program.ts';
import { defineProbe, Unrecognised } from '../../model/source.ts';

// == helper
// variable 214 APACHE_RUN_DIR
// environment 1                  (number of parents that could be looked at)
// Only names: the values never leave the host. Refused: text without the last line.

/** Names of the environment variables that each Apache parent was started with, and keeps until it ends. */
export const EnvironmentFacts = z.object({
  servers: z.array(z.object({ pid: z.number().int(), names: z.array(z.string()) })),
});
export type EnvironmentFacts = z.infer<typeof EnvironmentFacts>;

const program = loadProgram(import.meta.dirname, 'environment.sh');

/** What `${NAME}` in the configuration can mean to the running server: a reload reads the new files with the old environment. */
export const environment = defineProbe({
  id: 'environment',
  title: 'Environment of the server',
  question: 'whether the running server knows the variables that the configuration uses',
  wants: 'the root-owned helper (/proc/PID/environ is shown to root only)',
  facts: EnvironmentFacts,
  privileged: () => [hostHelperCommand('environment')],
  section: (layout) => ({ program, args: [hostHelperPath], seconds: 8, bytes: 200_000, ...carriedFacts(layout) }),
  parse: (text) => readEnvironment(text),
});

/** Reads the names. */
export function readEnvironment(text: string): EnvironmentFacts {
  if (/^== user$/m.test(text)) throw new Unrecognised('the helper may not be run', 'not-permitted');
  if (!/^environment \d{1,4}$/m.test(text))
    throw new Unrecognised('the list of variables does not come to its end', 'failed');
  const servers = new Map<number, string[]>();
  for (const [, pid, name = ''] of text.matchAll(/^variable (\d{1,10}) ([A-Za-z_]\w{0,199})$/gm)) {
    const names = servers.get(Number(pid)) ?? [];
    servers.set(Number(pid), [...names, name]);
  }
  return { servers: [...servers].map(([pid, names]) => ({ pid, names: [...new Set(names)].sort() })) };
}
