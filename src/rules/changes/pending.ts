import type { ChangedFile, ConfigTreeFacts, DirectivesFacts } from '../../probes/config/facts.ts';

/** A file that changed, by its date; or one that got an older date, another owner or mode. */
export interface Change extends ChangedFile {
  readonly kind: 'changed' | 'replaced' | 'entries';
  readonly source: 'config-tree' | 'directives';
}
export type Pending = Change;

/** Folders whose entries httpd reads. */
const included = /\/(?:[\w.-]+-enabled|conf(?:\.\w+)?|conf\.d|vhosts\.d|sites)$/;

/** Everything that is known to have changed, each path once, the newest first. */
export function changesOf(tree: ConfigTreeFacts, config: DirectivesFacts | undefined): readonly Change[] {
  const all = [
    ...tree.changed.map((one): Change => ({ ...one, kind: 'changed', source: 'config-tree' })),
    ...(config?.outside ?? []).map((one): Change => ({ ...one, kind: 'changed', source: 'directives' })),
    ...(tree.replaced ?? []).map((one): Change => ({ ...one, kind: 'replaced', source: 'config-tree' })),
  ].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  return all.filter(({ path }, index) => all.findIndex((one) => one.path === path) === index);
}

/** True for what happened after the running configuration was read; a second either way is rounding. */
export function isNewer(at: string, loaded: string | undefined): boolean {
  return loaded !== undefined && Date.parse(at) > Date.parse(loaded) + 1000;
}

/** Of these, what is not in effect yet; and folders of which an entry was added or removed that is not among them. */
export function pendingOf(
  recent: readonly Change[],
  { folders = [] }: ConfigTreeFacts,
  loaded: string | undefined,
): readonly Pending[] {
  const files = recent.filter(({ at }) => isNewer(at, loaded));
  const emptied = folders.filter(
    ({ path, at }) =>
      included.test(path) && isNewer(at, loaded) && !files.some((one) => one.path.startsWith(`${path}/`)),
  );
  return [...files, ...emptied.map((one): Pending => ({ ...one, kind: 'entries', source: 'config-tree' }))];
}
