import { readProgram } from '../../lib/program.ts';

/** The root-owned script that changes a host, as it is installed: oncall-change.sh and its parts, which say what each call does, checks and never does. */
export const hostEditor = readProgram(import.meta.dirname, 'oncall-change.sh');
