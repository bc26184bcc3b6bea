import { cleanText, oneLine } from '../lib/hostile-text.ts';
import { earlierText, silenceText } from '../model/earlier.ts';
import type { Evidence, Finding } from '../model/finding.ts';
import { headlineOf } from '../model/headline.ts';
import type { Report } from '../model/report.ts';
import type { Style } from './style.ts';

/** The report for a terminal: verdict, causes with their proof and symptoms, history, what stayed unseen. */
export function reportText(report: Report, style: Style): string {
  const { host, verdict, verb } = report;
  const lines = [
    style.strong(
      `${oneLine(host)} — ${verb}: ${oneLine(headlineOf(report))}`,
      verdict === 'sick' ? 'critical' : verdict === 'degraded' ? 'warning' : 'notice',
    ),
    ...report.state.map((line) => style.faint(`  ${oneLine(line)}`)),
    ...siteLines(report, style),
    '',
    ...(report.panels ?? []).flatMap(({ title, lines: shown }) => [
      style.strong(oneLine(title), 'notice'),
      ...shown.map((line) => `  ${cleanText(line).replace(/\n/g, ' ⏎ ')}`),
      '',
    ]),
    ...report.cases.flatMap(({ root, symptoms }, index) => [
      ...findingLines(root, style, report.cases.length > 1 ? `${index + 1}. ` : '', report.at),
      ...symptoms.map((symptom) => `     ↳ ${oneLine(symptom.summary)} ${style.faint(`(${symptom.id})`)}`),
      '',
    ]),
    ...section(
      'Worth knowing',
      report.notices
        .filter((one) => one.id !== 'evidence-missing')
        .map((one) => `${oneLine(one.summary)} ${style.faint(`(${one.id})`)}`),
      style,
    ),
    ...section(
      'Earlier, and not the cause of the present state',
      report.earlier.map((one) => `${oneLine(earlierText(one, report.at))} ${style.faint(`(${one.id})`)}`),
      style,
    ),
    ...section('Also seen, outside of what was asked about', alsoLines(report, style), style),
    ...section(
      'Could not be seen',
      report.unseen.map(
        (one) =>
          `${one.title} (${one.reason}: ${oneLine(one.detail)}) — so it is not known ${one.question}. It would take ${one.wants}.`,
      ),
      style,
    ),
    ...section(
      'Our own failures',
      report.broken.map((one) => `rule ${one.rule}: ${oneLine(one.error)}`),
      style,
    ),
    style.faint(
      `${(report.durationMs / 1_000).toFixed(1)} s${report.at === undefined ? '' : `, host clock ${report.at}`}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** By the clock of the host, with the day: a terminal scrolls back to other days. */
function timeOf(at: string): string {
  return at.slice(0, 19).replace('T', ' ');
}

/** What each site answers, where they do not all answer well. */
function siteLines({ impact }: Report, style: Style): readonly string[] {
  if (impact === undefined || impact.state === 'serving') return [];
  return impact.sites.map(({ url, state, words, since }) => {
    const text = `  ${oneLine(url)} ${oneLine(words)}${since === undefined ? '' : `, since ${timeOf(since)}`}`;
    return state === 'good' ? style.faint(text) : style.strong(text, state === 'bad' ? 'critical' : 'warning');
  });
}

/** Problems nobody asked about, one each; what is only worth knowing in one line. */
function alsoLines({ also = [] }: Report, style: Style): readonly string[] {
  const problems = also.filter(({ severity }) => severity !== 'notice');
  const notices = also.filter(({ severity }) => severity === 'notice');
  return [
    ...problems.map((one) => `${one.severity} ${oneLine(one.summary)} ${style.faint(`(${one.id})`)}`),
    ...(notices.length === 0 ? [] : [`worth knowing: ${notices.map(({ id }) => id).join(', ')}`]),
  ];
}

/** One finding with its proof. */
export function findingLines(finding: Finding, style: Style, number = '', now?: string): readonly string[] {
  const { severity, certainty, summary, id, cause, evidence, remedy, silence } = finding;
  return [
    `${number}${style.strong(`${severity.toUpperCase()} ${oneLine(summary)}`, severity)} ${style.faint(`(${id}, ${certainty})`)}`,
    `     ${oneLine(cause)}`,
    ...evidence.flatMap((one) => evidenceLines(one, style)),
    ...(silence === undefined ? [] : [`     ${oneLine(silenceText(silence, now))}`]),
    `     → ${oneLine(remedy.advice)}${remedy.runbook === undefined ? '' : style.faint(`  [${remedy.runbook}]`)}`,
  ];
}

function evidenceLines(one: Evidence, style: Style): readonly string[] {
  if (one.kind === 'quote')
    return one.text.split('\n').map((line) => `     ${style.faint(`${one.source} │`)} ${oneLine(line)}`);
  const limit = one.limit === undefined ? '' : ` of ${one.limit}`;
  return [`     ${style.faint(`${one.source} │`)} ${one.name}: ${one.value}${limit} ${one.unit}`];
}

function section(title: string, items: readonly string[], style: Style): readonly string[] {
  if (items.length === 0) return [];
  return [style.strong(title, 'notice'), ...items.map((item) => `  • ${item}`), ''];
}
