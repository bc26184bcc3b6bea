import { hostTime, zoneOf } from '../lib/host-time.ts';
import { cleanText, oneLine } from '../lib/hostile-text.ts';
import { earlierText, silenceText } from '../model/earlier.ts';
import type { Evidence, Finding } from '../model/finding.ts';
import { headlineOf } from '../model/headline.ts';
import type { Case, Report } from '../model/report.ts';
import {
  besideQuestion,
  canWait,
  hygieneText,
  noticeText,
  symptomsTold,
  symptomText,
  titlesOf,
  type UnseenGroup,
  type UsersGet,
  unseenGroups,
  usersGet,
  worthKnowing,
} from '../model/telling.ts';
import type { Style } from './style.ts';

/** The report for a terminal: what users get, why, the proof and the next step, then the rest; each thing once. */
export function reportText(report: Report, style: Style): string {
  const { host, verdict, verb } = report;
  const head = headlineOf(report);
  const lines = [
    style.strong(
      `${oneLine(host)} — ${verb}: ${oneLine(head)}`,
      verdict === 'sick' ? 'critical' : verdict === 'degraded' ? 'warning' : 'notice',
    ),
    ...usersGet(report).map((line) => userText(line, report, style)),
    '',
    ...(report.panels ?? []).flatMap(({ title, lines: shown }) => [
      style.strong(oneLine(title), 'notice'),
      ...shown.map((line) => `  ${cleanText(line).replace(/\n/g, ' ⏎ ')}`),
      '',
    ]),
    ...report.cases.flatMap((one, index) => caseLines(one, index, { report, head, style })),
    ...section(
      'Worth knowing',
      worthKnowing(report).map((one) => `${oneLine(noticeText(one, report.at))} ${style.faint(`(${one.id})`)}`),
      style,
    ),
    ...section(
      'Earlier, and not the cause of the present state',
      report.earlier.map((one) => `${oneLine(earlierText(one, report.at))} ${style.faint(`(${one.id})`)}`),
      style,
    ),
    ...section('Also seen, outside of what was asked about', alsoLines(report, style), style),
    ...section('Could not be seen', unseenGroups(report).map(unseenText), style),
    ...section(
      'Our own failures',
      report.broken.map((one) => `rule ${one.rule}: ${oneLine(one.error)}`),
      style,
    ),
    ...footLines(report, style),
  ];
  return `${lines.join('\n')}\n`;
}

/** By the clock of the host, with the day: a terminal scrolls back to other days. */
function timeOf(at: string): string {
  return at.slice(0, 19).replace('T', ' ');
}

function userText({ state, text, since }: UsersGet, { at }: Report, style: Style): string {
  const line = `  ${oneLine(text)}${since === undefined ? '' : `, since ${hostTime(since, at)}`}`;
  return state === 'good' ? style.faint(line) : style.strong(line, state === 'bad' ? 'critical' : 'warning');
}

/** A cause with its proof, the next step and what follows from it; beside an outage a warning is told in short. */
function caseLines(
  one: Case,
  index: number,
  { report, head, style }: { readonly report: Report; readonly head: string; readonly style: Style },
): readonly string[] {
  const { root } = one;
  const number = report.cases.length > 1 ? `${index + 1}. ` : '';
  if (canWait(one, report)) return [titleLine(root, style, number), nextLine(root, style), ''];
  const isSaid = index === 0 && head.includes(root.summary);
  return [
    isSaid
      ? `${number}${style.strong(root.severity.toUpperCase(), root.severity)} ${sureness(root, style)}`
      : titleLine(root, style, number),
    ...proofLines(root, style, report.at),
    ...symptomsTold(one, report).map(
      (symptom) => `     ↳ ${oneLine(symptomText(symptom, root))} ${style.faint(`(${symptom.id})`)}`,
    ),
    '',
  ];
}

function unseenText(group: UnseenGroup): string {
  const { reason, detail, sources, wants } = group;
  const [first] = sources;
  const needs = wants === undefined ? '' : ` It would take ${wants}.`;
  if (sources.length === 1 && first !== undefined)
    return `${first.title} (${reason}: ${oneLine(detail)}) — so it is not known ${first.question}.${needs}`;
  return `${titlesOf(group)}: ${oneLine(detail)} (${reason}).${needs}`;
}

/** The small print: what can wait, the server as it is, and the clock. */
function footLines(report: Report, style: Style): readonly string[] {
  const hygiene = hygieneText(report);
  return [
    ...(hygiene === undefined ? [] : [`Could be better, with time: ${oneLine(hygiene)}`]),
    ...report.state.map((line) => oneLine(line)),
    `${(report.durationMs / 1_000).toFixed(1)} s${report.at === undefined ? '' : `, host clock ${timeOf(report.at)} ${zoneOf(report.at)}`}`,
  ].map((line) => style.faint(line));
}

/** Problems nobody asked about, one each; what is only worth knowing in one line. */
function alsoLines(report: Report, style: Style): readonly string[] {
  const { problems, notices } = besideQuestion(report);
  return [
    ...problems.map((one) => `${one.severity} ${oneLine(one.summary)} ${style.faint(`(${one.id})`)}`),
    ...(notices.length === 0 ? [] : [`worth knowing: ${notices.map(({ id }) => id).join(', ')}`]),
  ];
}

/** One finding with its proof. */
export function findingLines(finding: Finding, style: Style): readonly string[] {
  return [titleLine(finding, style, ''), ...proofLines(finding, style)];
}

function titleLine(finding: Finding, style: Style, number: string): string {
  const { severity, summary } = finding;
  return `${number}${style.strong(`${severity.toUpperCase()} ${oneLine(summary)}`, severity)} ${sureness(finding, style)}`;
}

function sureness({ id, certainty }: Finding, style: Style): string {
  return style.faint(`(${id}, ${certainty})`);
}

function proofLines(finding: Finding, style: Style, now?: string): readonly string[] {
  const { cause, evidence, silence } = finding;
  return [
    `     ${oneLine(cause)}`,
    ...evidence.flatMap((one) => evidenceLines(one, style)),
    ...(silence === undefined ? [] : [`     ${oneLine(silenceText(silence, now))}`]),
    nextLine(finding, style),
  ];
}

function nextLine({ remedy }: Finding, style: Style): string {
  return `     → ${oneLine(remedy.advice)}${remedy.runbook === undefined ? '' : style.faint(`  [${remedy.runbook}]`)}`;
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
