import type { ChangeVerb, ReadVerb } from '../model/intent.ts';
import { lookVerbs } from './look-verbs.ts';

/** `look` only reads, `change` becomes a plan that needs an approval, `info` asks no host at all. */
export type VerbKind = 'look' | 'change' | 'info';

/** The options that exist; which verb takes which is said in {@link verbs}. */
export type OptionName = 'lines' | 'since' | 'grep' | 'level' | 'follow' | 'for' | 'json';

/** One option as people see it. */
export interface OptionSpec {
  readonly name: OptionName;
  readonly usage: string;
  readonly summary: string;
  readonly terminalOnly: boolean;
}

/** One verb: parsing, help, the terminal's usage and the reference page are all made from this. */
export interface VerbSpec {
  readonly name: ReadVerb | 'watch' | 'compare' | ChangeVerb | 'hosts' | 'help';
  readonly kind: VerbKind;
  readonly summary: string;
  readonly usage: string;
  readonly options: readonly OptionName[];
  readonly examples: readonly string[];
  /** What it looks at on the host, or what it answers from. */
  readonly looksAt: string;
  /** Words people try for it; they are suggested and never obeyed. */
  readonly alsoTried: readonly string[];
}

/** Every option, in the order help shows them. */
export const options: readonly OptionSpec[] = [
  { name: 'lines', usage: '--lines N', summary: 'how many log lines, 1 to 2000', terminalOnly: false },
  { name: 'since', usage: '--since 15m', summary: 'how far back, such as 15m, 2h or 1d', terminalOnly: false },
  {
    name: 'grep',
    usage: '--grep TEXT',
    summary: 'only messages that contain this text, as it stands',
    terminalOnly: false,
  },
  { name: 'level', usage: '--level warn', summary: 'only messages of this level or weightier', terminalOnly: false },
  { name: 'follow', usage: '--follow 60s', summary: 'go on reading for so long, at most 5m', terminalOnly: false },
  { name: 'for', usage: '--for 10m', summary: 'how long to watch, at most 30m', terminalOnly: false },
  { name: 'json', usage: '--json', summary: 'the report as JSON, in a terminal only', terminalOnly: true },
];

/** Every verb, in the order help shows them. */
export const verbs: readonly VerbSpec[] = [
  {
    name: 'diagnose',
    kind: 'look',
    summary: 'Finds what is wrong, why, and what to do next.',
    usage: 'diagnose HOST [--since 15m]',
    options: ['since', 'json'],
    examples: ['diagnose web-03', 'diagnose web-03 --since 2h'],
    looksAt: 'service state, workers, configuration, error log, ports, kernel log, memory, disk and recent changes',
    alsoTried: ['check', 'diag', 'debug', 'why', 'what', 'inspect', 'investigate', 'fix', 'doctor'],
  },
  {
    name: 'status',
    kind: 'look',
    summary: 'Says whether Apache runs, since when, and how busy it is.',
    usage: 'status HOST',
    options: ['json'],
    examples: ['status web-03'],
    looksAt: 'the unit, the running parent and its children, and the status page',
    alsoTried: ['state', 'health', 'ping', 'up', 'uptime', 'show'],
  },
  {
    name: 'logs',
    kind: 'look',
    summary: 'Sorts out the error log, counts what repeats, and attaches its last lines.',
    usage: 'logs HOST [--lines 200] [--since 15m] [--level warn] [--grep TEXT] [--follow 60s]',
    options: ['lines', 'since', 'grep', 'level', 'follow', 'json'],
    examples: ['logs web-03', 'logs web-03 --since 1h --level warn', 'logs web-03 --grep AH01114 --follow 60s'],
    looksAt: 'the error log that the running server writes, and its journal',
    alsoTried: ['log', 'tail', 'errors', 'error', 'errorlog', 'error_log', 'journal'],
  },
  {
    name: 'oom',
    kind: 'look',
    summary: 'Says whether the kernel killed something for memory, and what uses it now.',
    usage: 'oom HOST [--since 1d]',
    options: ['since', 'json'],
    examples: ['oom web-03', 'oom web-03 --since 1d'],
    looksAt: 'the kernel log, memory limits and pressure, and memory per Apache process',
    alsoTried: ['killer', 'oomkill', 'oom-killer', 'swap'],
  },
  {
    name: 'ports',
    kind: 'look',
    summary: 'Says who listens on 80, 443 and the configured ports.',
    usage: 'ports HOST',
    options: ['json'],
    examples: ['ports web-03'],
    looksAt: 'listening sockets with their processes, and the Listen lines of the configuration',
    alsoTried: ['port', 'listen', 'listeners', 'netstat', 'ss', 'bind', 'sockets'],
  },
  {
    name: 'configtest',
    kind: 'look',
    summary: 'Asks httpd whether the configuration would load.',
    usage: 'configtest HOST',
    options: ['json'],
    examples: ['configtest web-03'],
    looksAt: 'the answer of httpd -t, run with the arguments of the running server',
    alsoTried: ['config', 'test', 'syntax', 'validate', 'configcheck', 'apachectl', 'conf'],
  },
  ...lookVerbs,
  {
    name: 'reload',
    kind: 'change',
    summary: 'Plans a graceful reload; it runs only after somebody else approves.',
    usage: 'reload HOST',
    options: [],
    examples: ['reload web-03'],
    looksAt: 'the configuration test, the running parent, the configuration files and the sockets, before and after',
    alsoTried: ['graceful', 'restart', 'reboot', 'bounce', 'refresh', 'hup', 'start'],
  },
  {
    name: 'hosts',
    kind: 'info',
    summary: 'Lists the hosts that can be asked about.',
    usage: 'hosts',
    options: [],
    examples: ['hosts'],
    looksAt: 'the inventory; no host is asked',
    alsoTried: ['host', 'list', 'ls', 'inventory', 'servers', 'nodes', 'machines'],
  },
  {
    name: 'help',
    kind: 'info',
    summary: 'Explains the commands, or one of them.',
    usage: 'help [VERB]',
    options: [],
    examples: ['help', 'help reload'],
    looksAt: 'nothing',
    alsoTried: ['usage', 'man', 'commands', 'hello', 'hi', '?'],
  },
];

/** The verb of exactly this name. */
export function verbNamed(name: string): VerbSpec | undefined {
  return verbs.find((verb) => verb.name === name);
}
