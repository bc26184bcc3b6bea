import { createHash } from 'node:crypto';
import { hostEditor } from '../../src/host/oncall-change/oncall-change.ts';
import { editorPath } from '../../src/runbooks/changes/helper/editor.ts';
import type { CommandResult } from './command.ts';
import { exec, faultHost, resetHost } from './lab.ts';
import { SITE_UP } from './recipes.ts';

/** Files of the host that edits are tried on: one of the distribution, one that a test makes, and the product's own. */
export const MPM = '/etc/apache2/mods-available/mpm_event.conf';
export const SITE = '/etc/apache2/conf-enabled/lab-edit.conf';
export const OWN = '/etc/apache2/conf-available/zz-apache-oncall.conf';

/** The host that is edited. */
export const host = faultHost('web-1', 'event');

const SNAPSHOT = `find /etc/apache2 /etc/systemd/system /var/lib/apache-oncall-cores -printf '%p %y %m %U %G %l\\n' 2>/dev/null | sort
  find /etc/apache2 /etc/systemd/system -type f -exec sha256sum {} + | sort`;

/** Boots the host afresh, with the helper installed. */
export async function freshHost(): Promise<void> {
  await resetHost('web-1');
  await host.write(editorPath, hostEditor);
  await host.ok(`chmod 0755 ${editorPath}`);
  await host.shows(SITE_UP);
}

/** Runs the helper as root. */
export function editor(...args: string[]): Promise<CommandResult> {
  return exec('web-1', [editorPath, ...args], 60_000);
}

let ids = 0;

/** An id that no change had so far. */
export function newId(): string {
  ids += 1;
  return createHash('sha256').update(String(ids)).digest('hex').slice(0, 16);
}

/** What these edits would do; throws when they are refused. */
export async function preview(...ops: string[]): Promise<{ diff: string; result: string }> {
  const { exit, output } = await editor('preview', ...ops);
  const [, diff = '', result] = /^([\s\S]*?)^result ([0-9a-f]{64})\n$/m.exec(output) ?? [];
  if (exit !== 0 || result === undefined) throw new Error(`preview ${ops.join(' ')}: exit ${exit} ${output}`);
  return { diff, result };
}

/** Applies what a preview showed and gives the id; throws when it fails. */
export async function apply(...ops: string[]): Promise<string> {
  const id = newId();
  const { result } = await preview(...ops);
  const { exit, output } = await editor('apply', id, result, ...ops);
  if (exit !== 0 || output !== `applied ${id}\n`) throw new Error(`apply ${ops.join(' ')}: exit ${exit} ${output}`);
  return id;
}

/** The bytes of a file, one character each. */
export async function bytesOf(path: string): Promise<string> {
  return Buffer.from(await host.ok(`base64 -w0 ${path}`), 'base64').toString('latin1');
}

/** Everything a change may touch, in one text: kinds, owners, modes, link targets, contents. */
export function snapshot(): Promise<string> {
  return host.ok(SNAPSHOT);
}
