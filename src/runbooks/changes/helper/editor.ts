import type { ChangeCommand } from '../../../model/ports.ts';

/** Where the helper that edits is installed: owned by root, mode 0755, writable by nobody else. */
export const editorPath = '/usr/local/sbin/oncall-change';

/** configtest of a large configuration takes seconds; the helper bounds it itself. */
const EDIT_SECONDS = 150;

/**
 * One edit of the configuration, as the helper takes it. `line` counts from 1 and `set` replaces the arguments of the directive that stands there, `add`
 * puts a new line behind it, with the same indentation; `own` is a line of the product's own file, which is read last. The helper checks file, line, name and value itself.
 */
export type Edit =
  | {
      readonly edit: 'set' | 'add';
      readonly file: string;
      readonly line: number;
      readonly name: string;
      readonly value: string;
    }
  | { readonly edit: 'own'; readonly name: string; readonly value: string }
  | { readonly edit: 'module'; readonly state: 'on' | 'off'; readonly module: string }
  | { readonly edit: 'mpm'; readonly mpm: string }
  | { readonly edit: 'core-dumps'; readonly state: 'on' | 'off' }
  | { readonly edit: 'status-page' };

type Argv = ChangeCommand['argv'];

/** Prints the unified difference these edits would make and the digest of the result; changes nothing. */
export function previewCommand(edits: readonly Edit[]): Argv {
  return [editorPath, 'preview', ...edits.map(wordOf)];
}

/** Makes these edits if they come to exactly this result, saves what was there under the change's id, and undoes them at once when the syntax check fails. */
export function applyCommand(changeId: string, result: string, edits: readonly Edit[]): ChangeCommand {
  return { argv: [editorPath, 'apply', changeId, result, ...edits.map(wordOf)], seconds: EDIT_SECONDS };
}

/** Puts back what the change saved, unless a file is no longer as the change left it; done before, it does nothing. */
export function restoreCommand(changeId: string): ChangeCommand {
  return { argv: [editorPath, 'restore', changeId], seconds: EDIT_SECONDS };
}

/** A stop of another service may take its own stop timeout, 90 s by default (DefaultTimeoutStopSec in systemd-system.conf). */
const RELEASE_SECONDS = 110;
const SEMAPHORES_SECONDS = 20;

/** Stops the unit that holds the port; the helper checks as root that it still does, and that the unit is not one to leave alone. */
export function releasePortCommand(port: number, unit: string): ChangeCommand {
  return { argv: [editorPath, 'release-port', String(port), unit], seconds: RELEASE_SECONDS };
}

/** Removes these SysV semaphore arrays; the helper checks as root that each is the run user's and older than every running server. */
export function semaphoresCommand(ids: readonly number[]): ChangeCommand {
  return { argv: [editorPath, 'semaphores', ...ids.map(String)], seconds: SEMAPHORES_SECONDS };
}

/** What the helper would do, from its answer to a preview. */
export type EditPreview =
  | { readonly ok: true; readonly diff: string; readonly result: string; readonly changes: boolean }
  | { readonly ok: false; readonly why: string };

/** The difference and, in the last line, `result SHA256`; anything else is the helper's reason why not. */
export function readPreview(exit: number, text: string): EditPreview {
  const [, diff = '', result] = /^([\s\S]*?)^result ([0-9a-f]{64})\s*$/m.exec(text) ?? [];
  if (exit === 0 && result !== undefined) return { ok: true, diff, result, changes: diff.trim() !== '' };
  const said = text.trim().split('\n').at(-1) ?? '';
  return { ok: false, why: said === '' ? `the helper ended with exit code ${exit}` : said };
}

/** One argument for one edit; a space in a value travels as %20, and no other character needs help (the helper refuses what it does not know). */
function wordOf(edit: Edit): string {
  switch (edit.edit) {
    case 'set':
    case 'add':
      return `${edit.edit}:${edit.file}:${edit.line}:${edit.name}=${worded(edit.value)}`;
    case 'own':
      return `own:${edit.name}=${worded(edit.value)}`;
    case 'module':
      return `module:${edit.state}:${edit.module}`;
    case 'mpm':
      return `mpm:${edit.mpm}`;
    case 'core-dumps':
      return `core-dumps:${edit.state}`;
    case 'status-page':
      return 'status-page';
  }
}

function worded(value: string): string {
  return value.replaceAll(' ', '%20');
}
