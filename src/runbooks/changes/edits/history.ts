/** One change that the helper made, by its own record. */
export interface PastChange {
  readonly id: string;
  /** The host’s clock, ISO 8601. */
  readonly at: string;
  readonly state: 'applied' | 'restored' | 'unfinished';
  /** The words of the edits, as the helper was given them. */
  readonly edits: readonly string[];
}

// change 1f0c…16 2026-11-21T13:00:00Z applied set:/etc/apache2/mods-enabled/mpm_event.conf:8:MaxRequestWorkers=300
// Newest first; `restored` and `unfinished` besides `applied`. Refused: any other line.

/** Reads the helper’s list of changes; undefined when a line in it is none. */
export function readHistory(text: string): readonly PastChange[] | undefined {
  const changes: PastChange[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const found =
      /^change ([0-9a-f]{16}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (applied|restored|unfinished) (\S.{0,8000})$/.exec(
        line,
      );
    const [, id, at, state, words] = found ?? [];
    if (id === undefined || at === undefined || words === undefined) return undefined;
    if (state !== 'applied' && state !== 'restored' && state !== 'unfinished') return undefined;
    changes.push({ id, at, state, edits: words.trim().split(/\s+/) });
  }
  return changes;
}

/** An edit as a person would say it: `MaxRequestWorkers=300`, `mpm prefork`. */
export function editWords(word: string): string {
  const [, setting] = /^(?:(?:set|add):\/.*:\d+|own):([A-Za-z]+=.*)$/.exec(word) ?? [];
  return setting === undefined ? word.replaceAll(':', ' ') : setting.replaceAll('%20', ' ');
}
