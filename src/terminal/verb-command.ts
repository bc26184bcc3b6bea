import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { obeyIntent } from '../commands/ask.ts';
import type { Finds, Freezes, Rules } from '../commands/dependencies.ts';
import { parseIntent } from '../commands/grammar.ts';
import { grammarOf } from '../commands/grammar-of.ts';
import { guarded } from '../commands/guarded.ts';
import { options } from '../commands/option-list.ts';
import type { Groups } from '../commands/rollout-members.ts';
import { createWork } from '../commands/work.ts';
import { collect } from '../diagnosis/collect.ts';
import { investigate } from '../diagnosis/investigate.ts';
import { realClock } from '../lib/clock.ts';
import type { Directory, Person } from '../model/face/face.ts';
import type { Intent, Misunderstood } from '../model/intent.ts';
import type { ReadTransport } from '../model/ports.ts';
import { changeDefinition } from '../runbooks/changes.ts';
import { hostSurvey } from '../runbooks/host-survey.ts';
import { investigationFor } from '../runbooks/investigation.ts';
import { createTerminalFace, terminal } from './face.ts';
import { type ExitCode, exitCodes, type Streams } from './streams.ts';
import { noFlows, unrecorded } from './unrecorded.ts';

/** What the terminal's verbs work on. */
export interface TerminalHosts extends Finds, Rules, Freezes, Groups {
  /** The terminal can look; it cannot change a host. */
  readonly transport: ReadTransport;
  /** The account that asks. */
  readonly person: string;
}

/** Does what an argument list says. Exit codes: 0 nothing wrong, 1 something wrong, 2 wrong call, 3 the host or too much on it could not be seen. */
export async function verbCommand(args: readonly string[], hosts: TerminalHosts, streams: Streams): Promise<ExitCode> {
  const intent = parseIntent(requoted(args), { ...grammarOf(hosts.inventory), surface: 'terminal' });
  return obeyHere(intent, hosts, streams);
}

/** Obeys an intent as a chat would, and prints what it is told. */
export async function obeyHere(
  intent: Intent | Misunderstood,
  hosts: TerminalHosts,
  streams: Streams,
): Promise<ExitCode> {
  const { person } = hosts;
  const png = intent.kind === 'watch' ? intent.png : undefined;
  const problem = png === undefined ? undefined : await writable(png);
  if (problem !== undefined) {
    streams.err.write(problem);
    return exitCodes.usage;
  }
  const face = createTerminalFace(streams, { json: wantsJson(intent), png, person });
  const log = {
    error: ({ err }: { readonly err: unknown }) =>
      void streams.err.write(`${err instanceof Error ? err.message : String(err)}\n`),
    warn: () => undefined,
  };
  const request = {
    id: randomUUID(),
    person,
    conversation: terminal,
    answer: async (...[message]: Parameters<Parameters<typeof obeyIntent>[1]['answer']>) =>
      void (await face.whisper({ person, conversation: terminal }, message)),
  };
  await guarded({ log }, request, () => obeyIntent({ ...depsOf(hosts), face, log }, request, intent));
  return face.end();
}

function depsOf({
  transport,
  person,
  ...hosts
}: TerminalHosts): Omit<Parameters<typeof obeyIntent>[0], 'face' | 'log'> {
  return {
    ...hosts,
    record: unrecorded,
    engine: noFlows,
    directory: directoryOf(person),
    team: TEAM,
    work: createWork(),
    clock: realClock,
    changes: { transport, survey: hostSurvey, runbook: changeDefinition },
    investigate: (host, verb, options, onOutcome, signal) =>
      investigate({
        host,
        investigation: investigationFor(verb, options),
        transport,
        survey: hostSurvey,
        onOutcome,
        signal,
      }),
    collect: (host, probes, signal) => collect({ host, probes, transport, survey: hostSurvey, signal }),
  };
}

const TEAM = 'terminal';

/** Knows nobody but who is at the terminal, and that this account can write the bot's files. */
function directoryOf(id: string): Directory {
  const operator: Person = {
    id,
    team: TEAM,
    guest: false,
    stranger: false,
    bot: false,
    deactivated: false,
    operator: true,
  };
  return {
    person: async (asked) => (asked === id ? operator : undefined),
    members: async () => undefined,
    isShared: async () => false,
  };
}

function wantsJson(intent: Intent | Misunderstood): boolean {
  if (intent.kind === 'look') return intent.options.json === true;
  return 'json' in intent && intent.json === true;
}

/** Nobody should watch for half an hour to learn that the picture cannot be written: tried first, without harm to what is there. */
async function writable(path: string): Promise<string | undefined> {
  try {
    await using _file = await open(path, 'a');
    return undefined;
  } catch (error) {
    return `Cannot write ${path}: ${error instanceof Error ? error.message : String(error)}\n`;
  }
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
