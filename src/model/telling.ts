import { hostTime } from '../lib/host-time.ts';
import type { Finding, Instant } from './finding.ts';
import { headlineOf } from './headline.ts';
import type { SiteImpact } from './impact.ts';
import type { Case, Report, Unseen } from './report.ts';

/* What a report tells beyond its first line, so that every face says each thing once and in the same order. */

/** What users get, of one site or of several that fare alike. */
export interface UsersGet {
  readonly state: SiteImpact['state'];
  readonly text: string;
  /** Left out where the first line has said it. */
  readonly since?: Instant;
}

const worst = ['bad', 'slow', 'not-known', 'good'] as const;

/** What users get, the worst first: the mix of all answers, then each site; without what the first line or a cause says. */
export function usersGet(report: Report): readonly UsersGet[] {
  const { impact } = report;
  if (impact === undefined) return [];
  const said = headlineOf(report);
  const alike = Map.groupBy(impact.sites, ({ state, words }) => `${state}\n${words}`);
  const lines = [...alike.values()].flatMap((sites): readonly UsersGet[] => {
    const [first] = sites;
    if (first === undefined || (sites.length === 1 && said.includes(sentenceOf(first)))) return [];
    const since = earliestOf(sites);
    const dated = since === undefined || since === impact.since ? {} : { since };
    return [{ state: first.state, text: sitesText(sites, first.words), ...dated }];
  });
  return [...mixOf(report, said), ...worst.flatMap((state) => lines.filter((line) => line.state === state))];
}

/** Why it is called degraded where every site answers well: what everybody's requests got. */
function mixOf({ impact, cases }: Report, said: string): readonly UsersGet[] {
  if (impact?.state !== 'degraded') return [];
  const { words, sites } = impact;
  if (sites.some(({ state }) => state === 'bad' || state === 'slow')) return [];
  const counts = words.split(' ', 4).join(' ');
  const told = [said, ...cases.flatMap(({ root, symptoms }) => [root, ...symptoms].map(({ summary }) => summary))];
  return told.some((text) => text.includes(words) || text.startsWith(counts)) ? [] : [{ state: 'slow', text: words }];
}

function earliestOf(sites: readonly SiteImpact[]): Instant | undefined {
  return sites.flatMap(({ since }) => since ?? []).sort((one, other) => Date.parse(one) - Date.parse(other))[0];
}

/** Names beyond this are a wall of text. */
const MOST_NAMED = 4;

/** `SITE answers 200`, or for several `SITE, SITE and 3 more: each answers 200`. */
function sitesText(sites: readonly SiteImpact[], words: string): string {
  const urls = sites.map(({ url }) => url);
  const left = urls.length - MOST_NAMED;
  const named = urls.slice(0, MOST_NAMED).join(', ');
  return urls.length === 1 ? `${named} ${words}` : `${named}${left > 0 ? ` and ${left} more` : ''}: each ${words}`;
}

/** What follows from a cause, without what was already said of the sites. */
export function symptomsTold({ symptoms }: Case, { impact }: Report): readonly Finding[] {
  const told = impact?.sites.map(sentenceOf) ?? [];
  return symptoms.filter(({ kind, summary }) => kind !== 'symptom' || !told.some((said) => summary.startsWith(said)));
}

/** Less than this says nothing of a reason. */
const LEAST_REASON = 15;
/** As much of a repeated message as tells it from others. */
const ENOUGH_OF_MESSAGE = 60;

/** What follows from a cause: without the messages that prove the cause, and with `…` for the reason that it has given already. */
export function symptomText({ summary }: Finding, root: Finding): string {
  const [first = '', ...others] = summary.replace(/\.$/, '').split('; ');
  const kept = [first, ...others.filter((clause) => !isQuoted(clause, root))].join('; ');
  const reason = root.summary.slice(root.summary.lastIndexOf(': ') + 2).replace(/[.…]+$/, '');
  const isReason = root.summary.includes(': ') && reason.length >= LEAST_REASON;
  return `${isReason ? kept.replace(reason, '…') : kept}${summary.endsWith('.') ? '.' : ''}`;
}

function isQuoted(clause: string, { evidence }: Finding): boolean {
  const [, said] = /: (.*)$/.exec(clause) ?? [];
  const message = said?.replace(/[.…]+$/, '').slice(0, ENOUGH_OF_MESSAGE);
  if (message === undefined || message.length < LEAST_REASON) return false;
  return evidence.some((one) => one.kind === 'quote' && one.text.includes(message));
}

function sentenceOf({ url, words }: SiteImpact): string {
  return `${url} ${words}`;
}

/** True for a problem that can wait until the outage it stands beside is over: it is told in short. */
export function canWait({ root }: Case, { cases }: Report): boolean {
  const [leading] = cases;
  return root.severity === 'warning' && leading !== undefined && leading.root !== root && isCritical(leading);
}

function isCritical({ root, symptoms }: Case): boolean {
  return [root, ...symptoms].some(({ severity }) => severity === 'critical');
}

/**
 * What is worth knowing in an incident, what happened last first; a restart stands for the stop and the start that it is made of,
 * and an event that a case rests on is not told again.
 */
export function worthKnowing({ notices, also, cases }: Report): readonly Finding[] {
  const proof = quotesOf(cases.flatMap(({ root, symptoms }) => [root, ...symptoms]));
  const isTold = (event: Finding) => [...quotesOf([event])].every((text) => proof.has(text));
  const shown = notices.filter(
    (one) =>
      one.id !== 'evidence-missing' &&
      (one.kind !== 'hygiene' || also !== undefined) &&
      (one.kind !== 'event' || !isTold(one)),
  );
  return folded(shown).toSorted((one, other) => timeOf(other) - timeOf(one));
}

function quotesOf(findings: readonly Finding[]): Set<string> {
  return new Set(findings.flatMap(({ evidence }) => evidence.flatMap((one) => (one.kind === 'quote' ? one.text : []))));
}

/** What is beside the question: problems, and what is worth knowing in an incident. */
export function besideQuestion({ also = [] }: Report): {
  readonly problems: readonly Finding[];
  readonly notices: readonly Finding[];
} {
  return {
    problems: also.filter(({ severity }) => severity !== 'notice'),
    notices: folded(also.filter(({ severity, kind }) => severity === 'notice' && kind !== 'hygiene')),
  };
}

function folded(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ id }) => !findings.some(({ kind, explains }) => kind === 'event' && explains.includes(id)));
}

/** A notice with the moment it happened, where it has one. */
export function noticeText({ summary, at }: Finding, now: string | undefined): string {
  return at === undefined ? summary : `${hostTime(at, now)} ${summary}`;
}

function timeOf({ at }: Finding): number {
  return at === undefined ? 0 : Date.parse(at);
}

/** What could be better and explains no incident, in one line; undefined during one, and where it was asked about. */
export function hygieneText({ notices, cases, also }: Report): string | undefined {
  const found = cases.length > 0 || also !== undefined ? [] : notices.filter(({ kind }) => kind === 'hygiene');
  return found.length === 0 ? undefined : found.map(({ summary }) => summary).join(' ');
}

/** What could not be seen for one reason. */
export interface UnseenGroup {
  readonly reason: Unseen['reason'];
  readonly detail: string;
  readonly sources: readonly Unseen[];
  /** What would show them; absent where the one reason for several says it. */
  readonly wants?: string;
}

/** What could not be seen, by reason: what the account lacks in one group, the rest by what was answered. */
export function unseenGroups({ unseen, host, cases }: Report): readonly UnseenGroup[] {
  const sudoHangs = cases.some(({ root, symptoms }) => [root, ...symptoms].some(({ id }) => id === 'sudo-slow'));
  const groups = Map.groupBy(unseen, ({ reason, detail }) =>
    reason === 'not-permitted' ? reason : `${reason}\n${detail}`,
  );
  return [...groups.values()].flatMap((sources): readonly UnseenGroup[] => {
    const [first] = sources;
    if (first === undefined) return [];
    const { reason, detail } = first;
    if (sources.length > 1 && reason === 'not-permitted')
      return [{ reason, sources, ...(sudoHangs ? { detail: 'sudo did not answer' } : lackOfRights(host)) }];
    const isOneWant = sources.every(({ wants }) => wants === first.wants);
    return [{ reason, detail, sources, ...(isOneWant ? { wants: first.wants } : {}) }];
  });
}

/** Titles beyond these are a wall of text; all that a host refuses an account without rights is fewer. */
const MOST_TITLES = 12;

/** The titles of what could not be seen. */
export function titlesOf({ sources }: UnseenGroup): string {
  const left = sources.length - MOST_TITLES;
  const named = sources.slice(0, MOST_TITLES).map(({ title }) => title);
  return `${named.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

function lackOfRights(host: string): Pick<UnseenGroup, 'detail' | 'wants'> {
  return {
    detail: 'the account of the bot may not see them',
    wants: `the groups and sudo rules that \`oncall kit ${host}\` prints`,
  };
}
