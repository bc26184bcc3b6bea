import type { Finding, FindingId, Instant } from '../model/finding.ts';
import type { Case } from '../model/report.ts';

const severityWeight = { critical: 3, warning: 2, notice: 1 } as const;
const certaintyWeight = { certain: 3, likely: 2, possible: 1 } as const;

/** A cause may be dated a little after its effect: httpd logs the end of a child up to a second late, and sources round differently. The number is a choice. */
const CLOCK_SLACK_MS = 5_000;
/** Some sources (who, certificates, package logs) date to the minute. */
const MINUTE_SLACK_MS = 60_000;

/** Orders findings by how much they matter when nothing else is known. */
export function byWeight(a: Finding, b: Finding): number {
  return (
    severityWeight[b.severity] - severityWeight[a.severity] ||
    certaintyWeight[b.certainty] - certaintyWeight[a.certainty] ||
    (a.at === undefined ? 0 : 1) - (b.at === undefined ? 0 : 1) ||
    Date.parse(b.at ?? '') - Date.parse(a.at ?? '') ||
    a.id.localeCompare(b.id)
  );
}

/** Groups findings into cases: a root is explained by none of the others; what it explains, directly or through others, is folded under it. The leading case comes first. */
export function groupByCause(findings: readonly Finding[]): readonly Case[] {
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const ranked = [...findings].sort(byWeight);
  const taken = new Set<FindingId>();
  const cases: Case[] = [];
  for (const root of rootsOf(ranked, byId)) {
    const symptoms = explainedBy(root, byId).filter((symptom) => !taken.has(symptom.id));
    for (const symptom of symptoms) taken.add(symptom.id);
    cases.push({ root, symptoms: symptoms.sort(byWeight) });
  }
  return cases.sort((a, b) => weightOf(b) - weightOf(a) || byWeight(a.root, b.root));
}

/** Findings that nothing explains but what they explain themselves; of such a circle the weightiest alone is the root. */
function rootsOf(ranked: readonly Finding[], byId: ReadonlyMap<FindingId, Finding>): readonly Finding[] {
  const reach = new Map(ranked.map((finding) => [finding.id, new Set(explainedBy(finding, byId).map(({ id }) => id))]));
  const explains = (cause: Finding, effect: Finding): boolean => reach.get(cause.id)?.has(effect.id) === true;
  const covered = new Set<FindingId>();
  const roots: Finding[] = [];
  for (const finding of ranked) {
    if (covered.has(finding.id)) continue;
    if (ranked.some((other) => explains(other, finding) && !explains(finding, other))) continue;
    roots.push(finding);
    for (const id of [finding.id, ...(reach.get(finding.id) ?? [])]) covered.add(id);
  }
  return roots;
}

function explainedBy(root: Finding, byId: ReadonlyMap<FindingId, Finding>): Finding[] {
  const reached = new Map<FindingId, Finding>();
  const open = [root];
  for (let cause = open.pop(); cause !== undefined; cause = open.pop()) {
    for (const id of cause.explains) {
      const effect = byId.get(id);
      if (effect === undefined || id === root.id || reached.has(id) || !mayCause(cause, effect)) continue;
      reached.set(id, effect);
      open.push(effect);
    }
  }
  return [...reached.values()];
}

/** What users get now comes of something that was seen within these minutes; the number is a choice. */
const SYMPTOM_MS = 5 * 60_000;

/** A warning that helped does not lead over the outage it helped with; a notice does: a server stopped on purpose is no outage at all. */
function mayCause(cause: Finding, effect: Finding): boolean {
  if (effect.kind === 'symptom') return isNear(cause, effect);
  if (cause.severity === 'warning' && effect.severity === 'critical') return false;
  if (cause.at === undefined || effect.at === undefined) return true;
  const began = Math.min(...[cause.at, ...cause.evidence.flatMap(({ at }) => at ?? [])].map((at) => Date.parse(at)));
  if (effect.kind === 'event') return Math.floor(began / 1_000) <= Math.floor(Date.parse(effect.at) / 1_000);
  const slack = isToTheMinute(cause.at) || isToTheMinute(effect.at) ? MINUTE_SLACK_MS : CLOCK_SLACK_MS;
  return began <= Date.parse(effect.at) + slack;
}

function isNear(cause: Finding, symptom: Finding): boolean {
  if (cause.at === undefined || symptom.at === undefined) return true;
  return Date.parse(symptom.at) - Date.parse(cause.at) <= SYMPTOM_MS;
}

/** True for `…T11:14:00`, which may as well be a whole minute. */
function isToTheMinute(at: Instant): boolean {
  return /T\d{2}:\d{2}(?::00)?(?:Z|[+-]|$)/.test(at);
}

function weightOf({ root, symptoms }: Case): number {
  const worst = Math.max(severityWeight[root.severity], ...symptoms.map((symptom) => severityWeight[symptom.severity]));
  return worst * 100 + severityWeight[root.severity] * 10 + Math.min(9, symptoms.length);
}
