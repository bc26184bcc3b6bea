import { readProgram } from '../../lib/program.ts';

const functions = readProgram(import.meta.dirname, 'install.sh');

/** A script for the administrator to read and to run as root on a host; `about` says what for, in a line. */
export function installScriptOf(about: string, steps: readonly string[]): string {
  return `#!/bin/sh\n# ${about} Read it, then run it as root.\n${functions}\n${steps.join('')}`;
}

/** Puts a program of root's there. */
export function programStep(path: string, text: string): string {
  return hereDocument(`install_program ${path}`, 'ONCALL_PROGRAM', text);
}

/** Puts a file of sudoers(5) there, once visudo took it. */
export function rulesStep(name: string, text: string): string {
  return hereDocument(`install_rules ${name}`, 'ONCALL_SUDOERS', text);
}

function hereDocument(command: string, mark: string, text: string): string {
  return `${command} <<'${mark}'\n${text.trimEnd()}\n${mark}\n`;
}
