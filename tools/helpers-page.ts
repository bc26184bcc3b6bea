import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { balancerHelperPath } from '../src/host/oncall-balancer/oncall-balancer.ts';
import { hostHelperPath } from '../src/host/oncall-facts/oncall-facts.ts';
import { editorPath } from '../src/runbooks/changes/helper/editor.ts';
import { code, generatedNote, linked, page, table } from './markdown.ts';
import { root } from './registry.ts';

/** docs/helpers.md: where the texts of the root-owned programs are. */
export function helpersPage(): string {
  return page(
    generatedNote,
    '# The helpers',
    'They are owned by root and writable by nobody else, and each checks every word it is given itself. The first lines of each say who calls it, what it reads and changes, what it never does, and its exit codes. What was tried against them is in [attacks.md](attacks.md).',
    table(
      ['installed as', 'for', 'text'],
      [
        [
          code(hostHelperPath),
          'facts that only root can read; changes nothing',
          filesOf('src/host/oncall-facts', 'oncall-facts.sh'),
        ],
        [
          code(editorPath),
          'edits the configuration, frees a port by stopping the unit that holds it, removes semaphores of dead servers; only where an enabled change needs it',
          filesOf('src/host/oncall-change', 'oncall-change.sh'),
        ],
        [
          code(balancerHelperPath),
          'takes hosts out of rotation at HAProxy or mod_proxy_balancer, and puts them back; only on the host of a balancer',
          filesOf('src/host/oncall-balancer', 'oncall-balancer.sh'),
        ],
      ],
    ),
    'What is installed is one file: the first one named, with each line `. ./part.sh` replaced by that part. `npm run -s oncall -- kit HOST` prints it as it will be installed, and `oncall doctor HOST` compares it with what is there.',
  );
}

/** The first file and its parts, in the order they stand in. */
function filesOf(folder: string, first: string): string {
  const parts = [...readFileSync(join(root, folder, first), 'utf8').matchAll(/^\. \.\/(\S+\.sh)$/gm)];
  return [first, ...parts.map(([, part = '']) => part)].map((file) => linked(`${folder}/${file}`, file)).join(', ');
}
