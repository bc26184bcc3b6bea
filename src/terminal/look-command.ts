import { parseIntent } from '../commands/grammar.ts';
import { grammarOf } from '../commands/grammar-of.ts';
import { options } from '../commands/option-list.ts';
import { type Investigated, investigate } from '../diagnosis/investigate.ts';
import { type Host, hostNotes } from '../model/host.ts';
import type { Intent } from '../model/intent.ts';
import type { Inventory } from '../model/inventory.ts';
import type { ReadTransport } from '../model/ports.ts';
import { isUnreached } from '../model/reach.ts';
import type { Report } from '../model/report.ts';
import type { ChangeVerb } from '../model/verbs.ts';
import { investigationFor } from '../runbooks/investigation.ts';
import { surveyKit } from '../runbooks/survey-kit.ts';
import { approvedInSlack, dryRunCommand } from './change-command.ts';
import { helpText, verbHelpText } from './help-text.ts';
import { compareCommand, followCommand, watchCommand } from './long-commands.ts';
import { reportText } from './report-text.ts';
import { type ExitCode, exitCodes, type Streams } from './streams.ts';
import { styleFor } from './style.ts';
import { freezeCommand, type TerminalSwitch, unfreezeCommand } from './switch-command.ts';

/** What the terminal's verbs work on. */
export interface TerminalHosts {
  readonly inventory: Inventory;
  /** The terminal can look; it cannot change a host. */
  readonly transport: ReadTransport;
  readonly freeze: TerminalSwitch;
  /** Who may approve a change on a host, tier by tier. */
  why(host: Host, verb: ChangeVerb): readonly string[];
}

type Look = Extract<Intent, { kind: 'look' }>;

/** Runs a verb and prints its answer. Exit codes: 0 nothing wrong, 1 something wrong, 2 wrong call, 3 the host or too much on it could not be seen. */
export async function lookCommand(args: readonly string[], hosts: TerminalHosts, streams: Streams): Promise<ExitCode> {
  const { inventory } = hosts;
  const intent = parseIntent(requoted(args), { ...grammarOf(inventory), surface: 'terminal' });
  switch (intent.kind) {
    case 'misunderstood': {
      const meant = intent.suggestion === undefined ? '' : ` Did you mean: ${intent.suggestion.text}?`;
      streams.err.write(`${intent.problem.replaceAll('`', '')}${meant}\n`);
      return exitCodes.usage;
    }
    case 'help':
      streams.out.write(intent.verb === undefined ? helpText() : verbHelpText(intent.verb));
      return exitCodes.fine;
    case 'hosts':
      for (const host of inventory.hosts) {
        const notes = hostNotes(host);
        streams.out.write(`${host.name}${notes.length === 0 ? '' : `  (${notes.join(', ')})`}\n`);
      }
      return exitCodes.fine;
    case 'freeze':
      return freezeCommand(intent.reason, hosts.freeze, streams);
    case 'unfreeze':
      return unfreezeCommand(hosts.freeze, streams);
    case 'export':
      streams.err.write(`Records are exported in Slack: /apache export ${intent.run}\n`);
      return exitCodes.usage;
    case 'look':
    case 'watch':
    case 'compare':
    case 'change':
    case 'rollout':
    case 'why':
      return onHosts(intent, hosts, streams);
  }
}

type OnHosts = Extract<Intent, { kind: 'look' | 'watch' | 'compare' | 'change' | 'rollout' | 'why' }>;

async function onHosts(intent: OnHosts, hosts: TerminalHosts, streams: Streams): Promise<ExitCode> {
  const { inventory, transport } = hosts;
  switch (intent.kind) {
    case 'compare':
      return compareCommand(intent, inventory, transport, streams);
    case 'rollout':
      return change(intent, membersOf(intent.group, inventory), hosts, streams);
    case 'change':
      return withHost(intent.host, inventory, streams, (host) => change(intent, [host], hosts, streams));
    case 'why':
      return withHost(intent.host, inventory, streams, (host) => {
        const frozen = hosts.freeze.frozen();
        const lines = [...(frozen === undefined ? [] : [frozen]), ...hosts.why(host, intent.verb)];
        streams.out.write(`${host.name} — ${intent.verb}\n${lines.map((line) => `  ${line}\n`).join('')}`);
        return Promise.resolve(exitCodes.fine);
      });
    case 'watch':
      return withHost(intent.host, inventory, streams, (host) => watchCommand(host, intent, transport, streams));
    case 'look':
      return withHost(intent.host, inventory, streams, (host) => lookAt(host, intent, transport, streams));
  }
}

async function change(
  intent: Extract<Intent, { kind: 'change' | 'rollout' }>,
  on: readonly Host[],
  { transport, freeze }: TerminalHosts,
  streams: Streams,
): Promise<ExitCode> {
  if (intent.dryRun !== true) return approvedInSlack(intent, streams);
  return dryRunCommand(intent, on, { transport, frozen: freeze.frozen() }, streams);
}

function membersOf(group: string, { hosts }: Inventory): readonly Host[] {
  return hosts.filter(({ groups }) => groups.some((one) => one.toLowerCase() === group));
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

const texts = options.filter(({ value }) => value === 'text').map(({ name }) => name);
const textOptions = new RegExp(`^-{1,3}(?:${texts.join('|')})$`, 'i');

/** Arguments as the grammar reads a line: one that holds spaces needs the quotes back that the shell took. */
function requoted(args: readonly string[]): string {
  return args.map((argument, index) => quotedAgain(argument, textOptions.test(args[index - 1] ?? ''))).join(' ');
}

function quotedAgain(argument: string, whole: boolean): string {
  if (!/\s/.test(argument)) return argument;
  const [name = '', value = ''] = /^((?:--?)?[a-z][a-z-]*=)?([\s\S]*)$/i.exec(whole ? '' : argument)?.slice(1) ?? [];
  const text = whole ? argument : value;
  return text.includes('"') ? `${name}'${text}'` : `${name}"${text}"`;
}

function asText({ report, attachments }: Investigated, { verb }: Look, streams: Streams): string {
  const files = verb === 'diagnose' ? [] : attachments.map(({ title, text }) => `----- ${title}\n${text}\n`);
  return [reportText(report, styleFor(streams.out)), ...files].join('\n');
}

function asJson({ report, attachments }: Investigated) {
  return { ...report, ...(report.verb === 'diagnose' ? {} : { attachments }) };
}

function exitCodeOf({ verdict, cases }: Report): ExitCode {
  const unreached = cases.some(({ root }) => isUnreached(root));
  if (unreached || verdict === 'unknown') return exitCodes.unseen;
  return verdict === 'healthy' ? exitCodes.fine : exitCodes.wrong;
}
