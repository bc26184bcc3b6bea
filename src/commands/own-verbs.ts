import type { VerbSpec } from './verb-spec.ts';

/** Verbs that look longer, or at several hosts. */
export const longLooks: readonly VerbSpec[] = [
  {
    name: 'watch',
    kind: 'look',
    summary: 'Samples memory, workers and queue for a while, and tells a leak from a plateau.',
    usage: 'watch HOST [--for 5m]',
    options: ['for', 'json', 'png'],
    examples: ['watch web-03', 'watch web-03 --for 10m'],
    looksAt: 'memory per child against requests served, workers by state and the accept queue, every ten seconds',
    alsoTried: ['monitor', 'observe', 'sample', 'graph', 'trend', 'top'],
  },
  {
    name: 'compare',
    kind: 'look',
    summary: 'Says what differs between hosts that should be alike.',
    usage: 'compare HOST HOST|group:NAME …',
    options: ['json'],
    examples: ['compare web-03 web-01'],
    looksAt: 'version, modules, MPM limits, virtual hosts, unit settings, kernel and process limits, certificates',
    alsoTried: ['cmp', 'versus', 'vs', 'differences'],
  },
];

/** Verbs that ask no host. */
export const infoVerbs: readonly VerbSpec[] = [
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
