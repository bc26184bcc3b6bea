import { hostHelperCommand, hostHelperPath } from '../../host/oncall-facts/oncall-facts.ts';
import { loadProgram } from '../../lib/program.ts';
import { defineProbe } from '../../model/source.ts';
import { ProcessFacts } from './facts.ts';
import { parseProcesses } from './parse.ts';

const program = loadProgram(import.meta.dirname, 'processes.sh');

/** The server's parent, its children, what else runs under the name, and their sizes where root may be asked. */
export const processes = defineProbe({
  id: 'processes',
  title: 'Apache processes',
  question: 'which Apache processes run, since when, and how large they are',
  wants: `a readable /proc; for true sizes, descriptors and replaced files the helper ${hostHelperPath} through sudo`,
  facts: ProcessFacts,
  privileged: () => [hostHelperCommand('processes')],
  section: () => ({ program, args: [hostHelperPath], seconds: 12, bytes: 1_000_000 }),
  parse: (text, _capture, context) => parseProcesses(text, context),
  partial: ({ processes: listed }) =>
    listed.length === 0 || listed.some(({ privateKiB }) => privateKiB !== undefined)
      ? undefined
      : 'true sizes, open descriptors and replaced files are shown to root only',
});
