import { formatIntent, parseIntent } from '../commands/grammar.ts';
import { grammarOf } from '../commands/grammar-of.ts';
import { options, verbs } from '../commands/verbs.ts';
import { type Investigated, investigate } from '../engine/investigate.ts';
import type { Host } from '../model/host.ts';
import type { Intent } from '../model/intent.ts';
import type { Inventory } from '../model/inventory.ts';
import type { ReadTransport } from '../model/ports.ts';
import type { Report } from '../model/report.ts';
import { investigationFor } from '../runbooks/investigations.ts';
import { surveyKit } from '../runbooks/survey-kit.ts';
import { compareCommand, followCommand, watchCommand } from './long-commands.ts';
import { reportText } from './report-text.ts';
import { type ExitCode, exitCodes, type Streams } from './streams.ts';
import { styleFor } from './style.ts';

export interface TerminalHosts {
  readonly inventory: Inventory;
  readonly transport: ReadTransport;
}

type Look = Extract<Intent, { kind: 'look' }>;

/** Runs a read-only verb and prints its report. Exit codes: 0 nothing wrong, 1 something wrong, 2 wrong call, 3 the host or too much on it could not be seen. */
export async function lookCommand(
  args: readonly string[],
  { inventory, transport }: TerminalHosts,
  streams: Streams,
): Promise<ExitCode> {
  const intent = parseIntent(args.map(requoted).join(' '), { ...grammarOf(inventory), surface: 'terminal' });
  switch (intent.kind) {
    case 'misunderstood': {
      const meant = intent.suggestion === undefined ? '' : ` Did you mean: ${intent.suggestion.text}?`;
      streams.err.write(`${intent.problem.replaceAll('`', '')}${meant}\n`);
      return exitCodes.usage;
    }
    case 'help':
      streams.out.write(helpText());
      return exitCodes.fine;
    case 'hosts':
      for (const { name, groups } of inventory.hosts)
        streams.out.write(`${name}${groups.length === 0 ? '' : `  (${groups.join(', ')})`}\n`);
      return exitCodes.fine;
    case 'change':
      streams.err.write(
        `${intent.verb} changes a host: it needs an approval, and approvals are given in Slack (/apache ${formatIntent(intent)}).\n`,
      );
      return exitCodes.usage;
    case 'compare':
      return compareCommand(intent, inventory, transport, streams);
    case 'watch':
      return withHost(intent.host, inventory, streams, (host) =>
        watchCommand(host, intent.seconds, transport, streams),
      );
    case 'look':
      return look(intent, { inventory, transport }, streams);
  }
}

async function look(intent: Look, { inventory, transport }: TerminalHosts, streams: Streams): Promise<ExitCode> {
  return withHost(intent.host, inventory, streams, (host) => lookAt(host, intent, transport, streams));
}

async function lookAt(host: Host, intent: Look, transport: ReadTransport, streams: Streams): Promise<ExitCode> {
  const investigation = investigationFor(intent.verb, intent.options);
  const investigated = await investigate({ host, investigation, transport, survey: surveyKit });
  streams.out.write(
    intent.options.json === true
      ? `${JSON.stringify(asJson(investigated), null, 2)}\n`
      : asText(investigated, intent, streams),
  );
  const { followSeconds } = intent.options;
  if (followSeconds !== undefined && investigated.collection.reach.reached)
    await followCommand(host, { ...intent.options, followSeconds }, transport, streams);
  return exitCodeOf(investigated.report);
}

async function withHost(
  name: string,
  inventory: Inventory,
  streams: Streams,
  go: (host: Host) => Promise<ExitCode>,
): Promise<ExitCode> {
  const host = inventory.find(name);
  if (host !== undefined) return go(host);
  streams.err.write(`There is no host ${name} in the inventory.\n`);
  return exitCodes.usage;
}

/** An argument as the grammar reads a line: one that holds spaces needs the quotes back that the shell took. */
function requoted(argument: string): string {
  if (!/\s/.test(argument)) return argument;
  const [option = '', value] = /^(--?[a-z]+=)?([\s\S]*)$/i.exec(argument)?.slice(1) ?? [];
  return value?.includes('"') === true ? `${option}'${value}'` : `${option}"${value ?? ''}"`;
}

function asText({ report, attachments }: Investigated, { verb }: Look, streams: Streams): string {
  const files = verb === 'diagnose' ? [] : attachments.map(({ title, text }) => `----- ${title}\n${text}\n`);
  return [reportText(report, styleFor(streams.out)), ...files].join('\n');
}

function asJson({ report, attachments }: Investigated) {
  return { ...report, ...(report.verb === 'diagnose' ? {} : { attachments }) };
}

function exitCodeOf({ verdict, cases }: Report): ExitCode {
  const unreached = cases.some(({ root }) => root.id === 'host-unreachable' || root.id === 'host-sick');
  if (unreached || verdict === 'unknown') return exitCodes.unseen;
  return verdict === 'healthy' ? exitCodes.fine : exitCodes.wrong;
}

/** Every verb of the terminal. */
export function helpText(): string {
  const looks = verbs
    .filter(({ kind }) => kind !== 'change')
    .map(({ usage, summary }) => `  ${usage.padEnd(38)} ${summary}`);
  const flags = options.map(({ usage, summary }) => `  ${usage.padEnd(38)} ${summary}`);
  return `usage: npm run -s oncall -- VERB [HOST] [OPTIONS]\n${looks.join('\n')}\n  ${'explain --kind KIND [--json] [FILE|-]'.padEnd(38)} Judges pasted text without any host.\n  ${'kit HOST'.padEnd(38)} Prints what an administrator installs on the host for the bot.\noptions:\n${flags.join('\n')}\nexit codes: 0 nothing wrong, 1 something wrong, 2 wrong call or settings, 3 could not be seen\n`;
}
