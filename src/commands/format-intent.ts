import type { Intent, IntentOf } from '../model/intent.ts';
import { changeDefinition } from '../runbooks/changes.ts';
import { sinceText } from './options.ts';

/** The text that parses back to this intent. */
export function formatIntent(intent: Intent): string {
  switch (intent.kind) {
    case 'hosts':
    case 'unfreeze':
      return intent.kind;
    case 'help':
      return intent.verb === undefined ? 'help' : `help ${intent.verb}`;
    case 'freeze':
      return intent.reason === undefined ? 'freeze' : `freeze "${intent.reason}"`;
    case 'why':
      return `why ${intent.host} ${intent.verb}`;
    case 'export':
      return `export ${intent.run}`;
    case 'change':
      return joined([intent.verb, intent.host, ...termWords(intent)]);
    case 'rollout':
      return joined([intent.verb, `group:${intent.group}`, ...termWords(intent)]);
    case 'watch':
      return formatWatch(intent);
    case 'compare': {
      const group = intent.group === undefined ? undefined : `group:${intent.group}`;
      return joined(['compare', ...intent.hosts, group, jsonFlag(intent)]);
    }
    case 'look':
      return formatLook(intent);
  }
}

function formatWatch({ host, seconds, png, json }: IntentOf<'watch'>): string {
  const picture = png === undefined ? undefined : `--png "${png}"`;
  return joined(['watch', host, `--for ${sinceText(seconds)}`, jsonFlag({ json }), picture]);
}

function formatLook({ verb, host, options }: IntentOf<'look'>): string {
  const { lines, sinceSeconds, grep, level, followSeconds } = options;
  return joined([
    verb,
    host,
    lines === undefined ? undefined : `--lines ${lines}`,
    sinceSeconds === undefined ? undefined : `--since ${sinceText(sinceSeconds)}`,
    grep === undefined ? undefined : `--grep ${grep.includes('"') ? `'${grep}'` : `"${grep}"`}`,
    level === undefined ? undefined : `--level ${level}`,
    followSeconds === undefined ? undefined : `--follow ${sinceText(followSeconds)}`,
    jsonFlag(options),
  ]);
}

function termWords({
  verb,
  options,
  dryRun,
  breakGlass,
  json,
}: IntentOf<'change' | 'rollout'>): readonly (string | undefined)[] {
  return [
    ...changeDefinition(verb).write(options),
    dryRun === true ? '--dry-run' : undefined,
    breakGlass === undefined ? undefined : `--break-glass "${breakGlass}"`,
    jsonFlag({ json }),
  ];
}

function jsonFlag({ json }: { readonly json?: boolean | undefined }): string | undefined {
  return json === true ? '--json' : undefined;
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' ');
}
