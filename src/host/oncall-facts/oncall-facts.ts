import { loadProgram, readProgram } from '../../lib/program.ts';
import type { Layout } from '../../model/layout.ts';
import type { Section } from '../../model/source.ts';

/** Where the helper is installed: owned by root, mode 0755, writable by nobody else. */
export const hostHelperPath = '/usr/local/sbin/oncall-facts';

/** What the helper can be asked; each verb is one exact line of the sudoers file. */
export const hostHelperVerbs = [
  'processes',
  'tls',
  'config-hash',
  'environment',
  'open-logs',
  'error-log',
  'backtrace',
] as const;

/** One thing to ask the helper for. */
export type HostHelperVerb = (typeof hostHelperVerbs)[number];

/** The exact command for one verb, as run through sudo. */
export function hostHelperCommand(verb: HostHelperVerb): readonly string[] {
  return [hostHelperPath, verb];
}

/** The root-owned script for facts that no exact sudo line can give, as it is installed: oncall-facts.sh and its parts, which say what each word prints. */
export const hostHelper = readProgram(import.meta.dirname, 'oncall-facts.sh');

const carried = `oncall_facts() (\n${loadProgram(import.meta.dirname, 'oncall-facts.sh')})\n`;

/** What a section carries that has a use for the helper's text: `facts.sh` beside it calls it by this name. Nothing where the helper is installed. */
export function carriedFacts({ hasFactsHelper }: Layout): Pick<Section, 'carries'> {
  return hasFactsHelper === true ? {} : { carries: [carried] };
}
