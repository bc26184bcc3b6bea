import type { OptionSpec } from './verb-spec.ts';

/** Every option, in the order help shows them. */
export const options: readonly OptionSpec[] = [
  { name: 'lines', value: 'word', usage: '--lines N', summary: 'how many log lines, 1 to 2000', terminalOnly: false },
  {
    name: 'since',
    value: 'word',
    usage: '--since 15m',
    summary: 'how far back, such as 15m, 2h or 1d',
    terminalOnly: false,
  },
  {
    name: 'grep',
    value: 'text',
    usage: '--grep TEXT',
    summary: 'only messages that contain this text, as it stands',
    terminalOnly: false,
  },
  {
    name: 'level',
    value: 'word',
    usage: '--level warn',
    summary: 'only messages of this level or more severe',
    terminalOnly: false,
  },
  {
    name: 'follow',
    value: 'word',
    usage: '--follow 60s',
    summary: 'keep reading for this long, at most 5m',
    terminalOnly: false,
  },
  { name: 'for', value: 'word', usage: '--for 10m', summary: 'how long to watch, at most 30m', terminalOnly: false },
  {
    name: 'dry-run',
    value: 'none',
    usage: '--dry-run',
    summary: 'show the whole plan and ask nobody',
    terminalOnly: false,
  },
  {
    name: 'break-glass',
    value: 'text',
    usage: '--break-glass "reason"',
    summary: 'skip the usual approvals; the reason, 3 to 200 characters, is shown to everybody',
    terminalOnly: false,
  },
  {
    name: 'json',
    value: 'none',
    usage: '--json',
    summary: 'the answer as JSON, in a terminal only',
    terminalOnly: true,
  },
  {
    name: 'png',
    value: 'text',
    usage: '--png FILE',
    summary: 'write the picture to this file, in a terminal only',
    terminalOnly: true,
  },
];
