import { hostTime } from '../lib/host-time.ts';
import { type Impact, impactLabel } from './impact.ts';
import { type Report, unexplainedIn } from './report.ts';

/** The answer in one line, as every face shows it first: what users get, since when, and the leading cause; without markup. */
export function headlineOf(report: Report): string {
  const { impact } = report;
  if (impact === undefined) return answerOf(report);
  const since = impact.since === undefined ? '' : ` since ${hostTime(impact.since, report.at)}`;
  return `${impactLabel(impact.state)}${since}${behind(impact, report)}`;
}

/** A cause stands for what users get where they get nothing good; beside good answers it is another matter. */
function behind({ state, words }: Impact, report: Report): string {
  const [leading] = report.cases;
  const isBad = state === 'down' || state === 'degraded';
  if (leading !== undefined) return isBad ? `: ${leading.root.summary}` : ` · ${leading.root.summary}`;
  if (state !== 'serving') return `: ${words}`;
  return report.verdict === 'healthy'
    ? `: ${words}, nothing wrong found.`
    : `: ${words}. ${sentence(answerOf(report))}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** The answer of a verb that does not ask what users get. */
function answerOf(report: Report): string {
  const { verdict, cases, also = [], unseen } = report;
  const [leading] = cases;
  if (leading !== undefined) return leading.root.summary;
  const [beside] = also;
  if (beside !== undefined && verdict !== 'healthy' && verdict !== 'unknown')
    return `nothing wrong with what was asked about, but also seen: ${beside.summary}`;
  const unexplained = unexplainedIn(report);
  if (verdict === 'unknown' && unexplained !== undefined)
    return `nothing known is wrong, but look at ${unexplained.summary}`;
  if (verdict === 'unknown') return 'nothing wrong was seen, but too much could not be seen to call it healthy.';
  if (verdict === 'healthy') return `nothing wrong found${unseen.length === 0 ? '' : ' in what could be seen'}.`;
  return 'something is wrong, but no cause was found.';
}
