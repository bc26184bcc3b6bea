import { cutText, oneLine } from '../../lib/hostile-text.ts';
import type { ExplainedText } from '../../model/face/investigations.ts';
import type { Evidence, Finding } from '../../model/finding.ts';
import { fitted } from './fit.ts';
import type { SlackMessage } from './message.ts';
import { mrkdwn } from './mrkdwn.ts';
import { bold, context, italic, type Part, paragraph, preformatted, rich, ticked } from './rich.ts';

const marks = { critical: '🔴', warning: '🟠', notice: '🔵' } as const;

const titles: Readonly<Record<string, string>> = {
  error_log: 'an error log',
  kernel: 'kernel messages',
  journal: 'a journal',
  systemctl: 'a service’s state',
  configtest: 'a configuration test',
  ss: 'a list of sockets',
  netstat: 'a list of sockets',
  'server-status': 'a status page',
  ps: 'a list of processes',
  'httpd-V': 'httpd -V',
  'proc-limits': 'limits of a process',
};

/** The answer to "Explain this": for one person, about text alone; no host is asked. */
export function renderExplained(explained: ExplainedText): SlackMessage {
  const [leading] = explained.findings;
  if (explained.kinds.length === 0)
    return nothing('I cannot read this as anything that Apache, systemd or the kernel writes.', explained);
  const kind = explained.kinds.map((name) => titles[name] ?? name).join(' and ');
  if (leading === undefined) return nothing(`This reads as ${kind}, and nothing in it is wrong by itself.`, explained);
  return fitted([6, 4, 2, 1], (most) => ({
    text: mrkdwn`${marks[leading.severity]} ${leading.summary} Next: ${leading.remedy.advice}`.mrkdwn,
    blocks: [
      rich(...explained.findings.slice(0, most).flatMap((finding, index) => parts(finding, index === 0))),
      context(foot(kind, explained, most)),
    ],
  }));
}

function parts({ severity, summary, certainty, cause, evidence, remedy }: Finding, leads: boolean): Part[] {
  return [
    paragraph(bold(`${marks[severity]} ${cutText(oneLine(summary), 400)}`), italic(` ${certainty}`)),
    ...(leads ? [paragraph(bold('Why  '), ...ticked(cutText(cause, 600)))] : []),
    ...evidence.slice(0, leads ? 3 : 1).map(proof),
    paragraph(bold('Next  '), ...ticked(cutText(remedy.advice, leads ? 600 : 300))),
  ];
}

function proof(evidence: Evidence): Part {
  if (evidence.kind === 'quote') return preformatted(cutText(evidence.text, 400));
  const limit = evidence.limit === undefined ? '' : ` of ${evidence.limit}`;
  return paragraph(`${cutText(oneLine(evidence.name), 100)}: ${evidence.value}${limit} ${evidence.unit}`);
}

function nothing(said: string, explained: ExplainedText): SlackMessage {
  const hint = 'What is not in the text is not known. /apache diagnose HOST looks at the host itself.';
  return {
    text: said,
    blocks: [rich(paragraph(said)), context(...(explained.kinds.length === 0 ? [] : [unread(explained)]), hint)],
  };
}

function foot(kind: string, explained: ExplainedText, most: number): string {
  const left = explained.findings.length - most;
  const more = left > 0 ? ` · ${left} more findings not shown` : '';
  return `read as ${kind} · ${unread(explained)}${more} · only you see this · no host was asked`;
}

function unread({ unrecognised, lines }: ExplainedText): string {
  return unrecognised === 0 ? `all ${lines} lines understood` : `${unrecognised} of ${lines} lines not understood`;
}
