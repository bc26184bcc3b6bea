import type { Survey } from './facts.ts';

/**
 * What `sudo -n -l` allows without a password (sudo(8), sudoers(5)): a refusal to list is `none`, since every later call would be refused
 * the same way; commands that need a password do not count.
 */
export function sudoRights(lines: readonly string[] | undefined): Pick<Survey, 'sudo' | 'sudoCommands'> {
  if (lines === undefined) return { sudo: 'unknown', sudoCommands: [] };
  const start = lines.findIndex((line) => /may run the following commands/.test(line));
  if (start === -1) {
    const refused = lines.some((line) => /a password is required|may not run sudo|not in the sudoers file/.test(line));
    return { sudo: refused ? 'none' : 'unknown', sudoCommands: [] };
  }
  const commands = entriesOf(lines.slice(start + 1)).flatMap(commandsOf);
  if (commands.includes('ALL')) return { sudo: 'all', sudoCommands: [] };
  return { sudo: commands.length === 0 ? 'none' : 'some', sudoCommands: commands };
}

/** One entry per `(runas)`; lines indented deeper continue the one before. */
function entriesOf(lines: readonly string[]): string[] {
  const entries: string[] = [];
  for (const line of lines) {
    if (/^\s*\([^)]*\)/.test(line)) entries.push(line.trim());
    else if (/^\s/.test(line) && entries.length > 0) entries.push(`${entries.pop() ?? ''} ${line.trim()}`);
  }
  return entries;
}

function commandsOf(entry: string): string[] {
  const match = /^\(([^)]*)\)\s*(.*)$/s.exec(entry);
  if (!match || !/^(root|ALL)\b/.test(match[1] ?? '')) return [];
  let free = false;
  return (match[2] ?? '').split(/(?<!\\),\s+/).flatMap((part) => {
    const tags = /^(?:[A-Z_]+:\s*)*/.exec(part)?.[0] ?? '';
    if (tags.includes('NOPASSWD:')) free = true;
    else if (tags.includes('PASSWD:')) free = false;
    return free ? [part.slice(tags.length).trim()] : [];
  });
}
