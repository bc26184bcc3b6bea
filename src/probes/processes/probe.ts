import { hostHelperCommand, hostHelperPath } from '../../host/oncall-facts/oncall-facts.ts';
import { defineProbe } from '../../model/source.ts';
import { scanFunctions } from '../survey/program.ts';
import { ProcessFacts } from './facts.ts';
import { parseProcesses } from './parse.ts';

const program = String.raw`${scanFunctions}echo 'survey 1'
r /proc/uptime; echo "uptime ${'$'}{v%% *}"
{ while read -r k v b; do case $k in KernelPageSize:) echo "page $v"; break ;; esac; done; } 2>/dev/null </proc/self/smaps
r /proc/1/comm; echo "init $v"
scan
for k in $roots; do v=$(tr '\000\n' '\t ' <"/proc/$k/cmdline" 2>/dev/null) && echo "c $k $v"; done
echo '== helper'
if [ -x "$1" ]; then as_root "$1" processes; else echo 'no helper installed'; fi
`;

/** The server's parent, its children, what else runs under the name, and their sizes where root may be asked. */
export const processes = defineProbe({
  id: 'processes',
  title: 'Apache processes',
  question: 'Which Apache processes run, since when, and how large are they?',
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
