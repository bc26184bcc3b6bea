import { loadProgram } from '../../lib/program.ts';
import type { NamedSection } from '../../model/ports.ts';

/** Asks which sudo a host has, which decides how its rules can be written. */
export const sudoVersionSection: NamedSection = {
  id: 'sudo',
  program: loadProgram(import.meta.dirname, 'sudo-version.sh'),
  args: [],
  seconds: 5,
  bytes: 200,
};
