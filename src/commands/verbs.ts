import { changes } from '../runbooks/changes/index.ts';
import { lookVerbs } from './look-verbs.ts';
import type { OptionSpec, VerbSpec } from './verb-spec.ts';

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
  { name: 'dry-run', usage: '--dry-run', summary: 'show the whole plan and ask nobody', terminalOnly: false },
  {
    name: 'break-glass',
    usage: '--break-glass "reason"',
    summary: 'pass the usual approvals by; the reason, 3 to 200 characters, is told to everybody',
    terminalOnly: false,
  },
  { name: 'json', usage: '--json', summary: 'the answer as JSON, in a terminal only', terminalOnly: true },
  {
    name: 'png',
    usage: '--png FILE',
    summary: 'write the picture to this file, in a terminal only',
    terminalOnly: true,
  },
];

/** Every verb that changes a host. */
const changeSpecs: readonly VerbSpec[] = changes.map(({ verb, summary, usage, examples, looksAt, alsoTried }) => ({
  name: verb,
  kind: 'change',
  summary,
  usage,
  options: ['dry-run', 'break-glass', 'json'],
  examples,
  looksAt,
  alsoTried,
}));

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
    alsoTried: ['check', 'diag', 'debug', 'what', 'inspect', 'investigate', 'fix', 'doctor'],
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
  ...changeSpecs,
  {
    name: 'why',
    kind: 'info',
    summary: 'Says who may have a change made on a host, and who may approve it.',
    usage: 'why HOST VERB',
    options: [],
    examples: ['why web-03 restart'],
    looksAt: 'the rules of the configuration and the freeze; no host is asked',
    alsoTried: ['whocan', 'may', 'can', 'permissions', 'policy', 'rights', 'allowed'],
  },
  {
    name: 'freeze',
    kind: 'info',
    summary: 'Stops all changes on all hosts until they are allowed again; looking goes on.',
    usage: 'freeze ["reason"]',
    options: [],
    examples: ['freeze', 'freeze "release day"'],
    looksAt: 'the freeze file; no host is asked',
    alsoTried: ['lockdown', 'hold', 'block', 'maintenance'],
  },
  {
    name: 'unfreeze',
    kind: 'info',
    summary: 'Allows changes again.',
    usage: 'unfreeze',
    options: [],
    examples: ['unfreeze'],
    looksAt: 'the freeze file; no host is asked',
    alsoTried: ['thaw', 'melt', 'unlock', 'unblock', 'resume'],
  },
  {
    name: 'export',
    kind: 'info',
    summary: 'Gives the whole record of one run as a file.',
    usage: 'export RUN-ID',
    options: [],
    examples: ['export change-0b5e7a52-6f0e-4c53-9d0c-6a4f5d7c1e21'],
    looksAt: 'the durable record; no host is asked',
    alsoTried: ['record', 'download', 'save', 'evidence', 'timeline'],
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
    alsoTried: ['usage', 'man', 'commands', 'hello', 'hi', '?', 'options'],
  },
];

/** The verb of exactly this name. */
export function verbNamed(name: string): VerbSpec | undefined {
  return verbs.find((verb) => verb.name === name);
}
