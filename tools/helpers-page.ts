import { balancerHelper, balancerHelperPath } from '../src/host/oncall-balancer/oncall-balancer.ts';
import { hostEditor } from '../src/host/oncall-change/oncall-change.ts';
import { editorPath } from '../src/runbooks/changes/helper/editor.ts';
import { block, generatedNote, page } from './markdown.ts';

/** docs/helpers.md: the texts of the root-owned programs that change something on a host. */
export function helpersPage(): string {
  return page(
    generatedNote,
    '# The helpers that change something',
    'They are owned by root and writable by nobody else, check every word they are given themselves, and are installed only where the settings enable what needs them. The one that only reads is in [commands.md](commands.md#as-root); what was tried against them is in [attacks.md](attacks.md).',
    `## ${editorPath}`,
    'Edits the configuration, frees a port by stopping the unit that holds it, and removes semaphores of dead servers.',
    block(hostEditor, 'sh'),
    `## ${balancerHelperPath}`,
    'Takes hosts out of rotation at HAProxy or mod_proxy_balancer, and lets them in again.',
    block(balancerHelper, 'sh'),
  );
}
