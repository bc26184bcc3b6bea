import { cleanText, oneLine } from '../lib/hostile-text.ts';
import { comparisonVerdict } from '../model/comparison.ts';
import type { Denial, Why } from '../model/face/answers.ts';
import type { PlannedHost } from '../model/face/changes.ts';
import type { Forms, MessageOf } from '../model/face/message.ts';
import { type Freeze, freezeSentence } from '../model/freeze.ts';
import { headlineOf } from '../model/headline.ts';
import { hostNotes } from '../model/host.ts';
import { isUnreached } from '../model/reach.ts';
import type { Report } from '../model/report.ts';
import { comparisonText } from '../runbooks/comparison-text.ts';
import { helpText, verbHelpText } from './help-text.ts';
import { planText, refusalText } from './plan-text.ts';
import { findingLines, reportText } from './report-text.ts';
import { type ExitCode, exitCodes, type Out } from './streams.ts';
import { type Style, styleFor } from './style.ts';
import { whyText } from './why-text.ts';

/** What a message is in a terminal: text for one of the streams, or a JSON document in the place of the text, and how the call went; nothing for what a terminal does not show. */
export interface Printed {
  readonly out?: string;
  readonly err?: string;
  readonly json?: object;
  readonly exit?: ExitCode;
}

/** How a terminal shows every kind of message. */
export function printsOf(out: Out): Forms<Printed> {
  const style = styleFor(out);
  return { ...answers(style), ...looks(style), ...plans(style), ...elsewhere };
}

type Some<Kind extends keyof Forms<Printed>> = Pick<Forms<Printed>, Kind>;

const verdictExits = { healthy: exitCodes.fine, degraded: exitCodes.wrong, unknown: exitCodes.unseen } as const;

function answers(
  style: Style,
): Some<
  | 'denied'
  | 'misunderstood'
  | 'help'
  | 'verb-help'
  | 'hosts'
  | 'why'
  | 'explained'
  | 'exported'
  | 'no-such-run'
  | 'frozen'
  | 'not-frozen'
  | 'lifted'
> {
  return {
    denied: ({ denial }) => denied(denial),
    misunderstood: ({ problem, suggestion }) => {
      const meant = suggestion === undefined ? '' : ` Did you mean: ${oneLine(suggestion.text)}?`;
      return { err: `${oneLine(problem).replaceAll('`', '')}${meant}\n`, exit: exitCodes.usage };
    },
    help: () => ({ out: helpText() }),
    'verb-help': ({ verb }) => ({ out: verbHelpText(verb.verb.name) }),
    hosts: ({ hosts }) => ({
      out: hosts
        .map((host) => [host.name, ...(hostNotes(host).length === 0 ? [] : [`(${hostNotes(host).join(', ')})`])])
        .map((words) => `${words.join('  ')}\n`)
        .join(''),
    }),
    why: (why: Why) => ({ out: whyText(why) }),
    explained: ({ findings }) => ({
      out: findings.map((finding) => `${findingLines(finding, style).join('\n')}\n\n`).join(''),
    }),
    exported: ({ run }) => ({ out: `The record of ${run} is in its thread.\n` }),
    'no-such-run': ({ run }) => ({
      err: `Records are exported in Slack: /apache export ${oneLine(run)}\n`,
      exit: exitCodes.usage,
    }),
    frozen: ({ by, at, reason }) => ({ out: `${freezeSentence({ by, at, reason })}\n` }),
    'not-frozen': () => ({ out: 'Nothing was frozen.\n' }),
    lifted: ({ was }) => ({ out: `Changes are allowed again. It was: ${freezeSentence(was)}\n` }),
  };
}

function looks(style: Style): Some<'report' | 'comparison' | 'following' | 'watching' | 'interrupted'> {
  return {
    report: ({ report }) => ({
      out: reportText(report, style),
      json: { headline: headlineOf(report), ...report, ...(report.verb === 'diagnose' ? {} : { attachments: [] }) },
      exit: reportExit(report),
    }),
    comparison: ({ comparison }) => ({
      out: comparisonText(comparison),
      json: comparison,
      exit: verdictExits[comparisonVerdict(comparison)],
    }),
    following,
    watching,
    interrupted: ({ verb, host }) => ({ err: `${verb} ${host} was cut off.\n`, exit: exitCodes.unseen }),
  };
}

function reportExit({ verdict, cases }: Report): ExitCode {
  if (verdict === 'unknown' || cases.some(({ root }) => isUnreached(root))) return exitCodes.unseen;
  return verdict === 'healthy' ? exitCodes.fine : exitCodes.wrong;
}

function following({ host, fresh, unreached }: MessageOf<'following'>): Printed {
  return {
    ...(fresh.length === 0 ? {} : { out: fresh.map((text) => `${cleanText(text)}\n`).join('') }),
    ...(unreached === undefined ? {} : { err: `${host} was not reached: ${oneLine(unreached)}\n` }),
  };
}

function watching(watch: MessageOf<'watching'>): Printed {
  const { host, verdict, headline, lines, samples, elapsedMs, ended, details } = watch;
  if (!ended && samples === 0) return {};
  if (!ended) return { err: `${Math.round(elapsedMs / 1_000)} s, sample ${samples}: ${headline}\n` };
  const out = `${host}: ${headline}\n${lines.map((line) => `  ${line}\n`).join('')}`;
  const json = typeof details === 'object' && details !== null ? { json: details } : {};
  return { out, ...json, exit: verdictExits[verdict] };
}

function plans(style: Style): Some<'dry-run' | 'plan-refused' | 'rollout-dry-run' | 'rollout-refused'> {
  const shown = (one: PlannedHost) => `${one.offered ? planText(one, style) : refusalText(one.refusal, style)}\n`;
  const group = ({ group: name, members, frozen }: MessageOf<'rollout-dry-run'> | MessageOf<'rollout-refused'>) => ({
    out: `${members.map(shown).join('')}${frozenText(frozen)}`,
    json: { group: name, hosts: members, ...frozenJson(frozen) },
    exit: members.every(({ offered }) => offered) ? exitCodes.fine : exitCodes.wrong,
  });
  return {
    'dry-run': ({ card: { plan, checks, digest }, frozen }) => {
      const one = { offered: true, plan, checks, digest } as const;
      return { out: shown(one) + frozenText(frozen), json: { ...one, ...frozenJson(frozen) }, exit: exitCodes.fine };
    },
    'plan-refused': ({ refusal, frozen }) => {
      const one = { offered: false, refusal } as const;
      return { out: shown(one) + frozenText(frozen), json: { ...one, ...frozenJson(frozen) }, exit: exitCodes.wrong };
    },
    'rollout-dry-run': group,
    'rollout-refused': group,
  };
}

function frozenText(frozen: Freeze | null): string {
  return frozen === null ? '' : `Could not run now. ${freezeSentence(frozen)}\n`;
}

function frozenJson(frozen: Freeze | null) {
  return frozen === null ? {} : { frozen: freezeSentence(frozen) };
}

function denied(denial: Denial): Printed {
  if (denial.code === 'frozen') return { out: `${freezeSentence(denial)}\n` };
  if (denial.code === 'internal-error')
    return { err: 'Something went wrong inside the bot, so this was not done.\n', exit: exitCodes.wrong };
  if (denial.code !== 'no-decisions') return { err: `This was not done: ${denial.code}.\n`, exit: exitCodes.usage };
  const { verb, line } = denial;
  return {
    err: `${verb} changes a host: it needs an approval, and approvals are given in Slack. Type there:\n  /apache ${line}\nWith --dry-run the plan is shown here.\n`,
    exit: exitCodes.usage,
  };
}

const nothing = () => ({});

/** What belongs to threads, cards and approvals, of which a terminal has none. */
const elsewhere = {
  root: nothing,
  progress: nothing,
  'follow-up': nothing,
  unreadable: nothing,
  'plan-card': nothing,
  decided: nothing,
  voided: nothing,
  'change-running': nothing,
  'change-result': nothing,
  'other-changes': nothing,
  reminder: nothing,
  'break-glass': nothing,
  review: nothing,
  'rollout-card': nothing,
  'rollout-decided': nothing,
  'rollout-progress': nothing,
  'rollout-result': nothing,
} as const;
