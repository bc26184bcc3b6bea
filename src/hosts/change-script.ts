import { loadProgram } from '../lib/program.ts';
import { shellQuote } from '../lib/shell-quote.ts';
import type { ChangeCommand, NamedSection } from '../model/ports.ts';
import { SCRIPT_VERSION, wrapScript } from './script.ts';

/** Bytes kept of what a change prints, from its end: httpd's control programs say in their last lines what went wrong. */
const OUTPUT_BYTES = 16_384;

/** Seconds between SIGTERM and SIGKILL for a command whose time is up. */
const KILL_AFTER = 5;

/** How the section that takes the lock ends (sysexits.h: EX_TEMPFAIL, EX_UNAVAILABLE). */
export const LOCK_TAKEN = 75;
export const LOCK_IMPOSSIBLE = 69;

/** What the scripts of a change answer with, one section each: first the lock is taken, then, in the same shell, each command is run; at last the lock is given back. */
export const LOCK_SECTION = 'lock';
export const COMMAND_SECTION = 'command';
export const RELEASE_SECTION = 'release';

const lock = loadProgram(import.meta.dirname, 'lock.sh');
const run = loadProgram(import.meta.dirname, 'command.sh');
const release = loadProgram(import.meta.dirname, 'release.sh');

/** Takes the host's lock for this shell, without waiting; `who` is shown to others who ask for it meanwhile. */
export function buildLockScript(nonce: string, who: string): string {
  return changeScript(nonce, LOCK_SECTION, lock, ['oncall_lock', who, `${LOCK_TAKEN}`, `${LOCK_IMPOSSIBLE}`]);
}

/** Runs these exact arguments as root, in a shell that holds the lock, and frames what came of it. */
export function buildCommandScript(nonce: string, command: ChangeCommand): string {
  const limits = [LOCK_IMPOSSIBLE, Math.ceil(command.seconds), KILL_AFTER, OUTPUT_BYTES + 1].map(String);
  return changeScript(nonce, COMMAND_SECTION, run, ['oncall_command', ...limits, ...command.argv]);
}

/** Gives the lock back. */
export function buildReleaseScript(nonce: string): string {
  return changeScript(nonce, RELEASE_SECTION, release, ['oncall_release']);
}

function changeScript(nonce: string, section: string, functions: string, words: readonly string[]): string {
  const call = words.map(shellQuote).join(' ');
  const body = `oncall_mark '{${section}'\ncommand eval ${shellQuote(call)}\noncall_mark "}${section} $?"\n`;
  return `# apache-oncall change ${SCRIPT_VERSION} nonce=${nonce} section=${section}
${wrapScript(nonce, functions, body)}`;
}

/** What the frames of taking the lock are read against; the programs are in the scripts already. */
export const lockSections: readonly NamedSection[] = [sectionOf(LOCK_SECTION, KILL_AFTER, 512)];

/** What the frames of giving the lock back are read against. */
export const releaseSections: readonly NamedSection[] = [sectionOf(RELEASE_SECTION, KILL_AFTER, 512)];

/** What the frames of a command are read against. */
export function commandSections({ seconds }: ChangeCommand): readonly NamedSection[] {
  return [sectionOf(COMMAND_SECTION, Math.ceil(seconds) + KILL_AFTER, OUTPUT_BYTES)];
}

function sectionOf(id: string, seconds: number, bytes: number): NamedSection {
  return { id, program: '', args: [], keep: 'end', seconds, bytes };
}
