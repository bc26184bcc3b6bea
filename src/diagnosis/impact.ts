import type { Finding, Instant } from '../model/finding.ts';
import type { Impact, ServiceView, SiteImpact } from '../model/impact.ts';
import type { Case } from '../model/report.ts';

/** What users get, from what the sites answered, what the logs count, and the leading cause. */
export function impactOf(view: ServiceView, cases: readonly Case[]): Impact {
  return down(view, cases) ?? degraded(view, cases) ?? notKnown(view) ?? serving(view);
}

function down(view: ServiceView, cases: readonly Case[]): Impact | undefined {
  const { running, endedAt, sites } = view;
  const told = sites.filter(({ state }) => state !== 'not-known');
  if (running === false)
    return {
      state: 'down',
      words: sites.some(({ state }) => state === 'good')
        ? 'Apache is not running, and something else answers in its place'
        : 'Apache is not running',
      ...when(endedAt ?? begun(cases)),
      sites: sites.map(fromElsewhere),
    };
  const cutOff = cases.flatMap(({ root, symptoms }) => [root, ...symptoms]).find(isCutOff);
  if (cutOff !== undefined && !told.some(({ state }) => state === 'bad'))
    return { state: 'down', words: cutOff.summary, ...when(firstOf(cutOff)), sites };
  if (told.length === 0 || !told.every(({ state }) => state === 'bad')) return undefined;
  return { state: 'down', words: siteWords(told), ...when(sinceOf(told, cases)), sites };
}

/** What is answered where no Apache runs comes from something else. */
function fromElsewhere(site: SiteImpact): SiteImpact {
  return site.state === 'good' ? { ...site, state: 'not-known', words: `${site.words}, but not from Apache` } : site;
}

function degraded({ sites, errors }: ServiceView, cases: readonly Case[]): Impact | undefined {
  const bad = sites.filter(({ state }) => state === 'bad');
  const slow = sites.filter(({ state }) => state === 'slow');
  const words =
    bad.length > 0 ? siteWords(bad, sites.length) : slow.length > 0 ? siteWords(slow, sites.length) : undefined;
  if (words !== undefined)
    return { state: 'degraded', words, ...when(sinceOf(bad.length > 0 ? bad : slow, cases)), sites };
  if (errors === undefined) return undefined;
  return {
    state: 'degraded',
    words: `${errors.bad} of the last ${errors.of} requests were answered 5xx`,
    ...when(notBefore(errors.since, cases)),
    sites,
  };
}

function notKnown({ sites, unseen }: ServiceView): Impact | undefined {
  if (sites.some(({ state }) => state === 'good')) return undefined;
  const [first] = sites;
  const why = first === undefined ? (unseen ?? 'no site was asked') : `${first.url} ${first.words}`;
  return { state: 'not-known', words: why, sites };
}

function serving({ sites, wouldEnd }: ServiceView): Impact {
  const good = sites.filter(({ state }) => state === 'good');
  const [first] = good;
  const words =
    good.length === 1 && first !== undefined
      ? `${first.url} ${first.words}`
      : `${good.length === sites.length ? 'all' : `${good.length} of`} ${sites.length} sites answer`;
  return wouldEnd === undefined
    ? { state: 'serving', words, sites }
    : { state: 'fragile', words: `${words}; ${wouldEnd}`, sites };
}

/** A critical symptom means that users do not get it, whatever the host itself is answered. */
function isCutOff({ kind, severity }: Finding): boolean {
  return kind === 'symptom' && severity === 'critical';
}

/** One site by what it does; several by their number and what the first does. */
function siteWords(bad: readonly SiteImpact[], of = bad.length): string {
  const [first] = bad;
  if (first === undefined) return '';
  const one = `${first.url} ${first.words}`;
  return of === 1 ? one : `${bad.length} of ${of} sites fail: ${one}`;
}

/** The first error of the leading cause where it is dated, else the earliest time that the logs tell of a site. */
function sinceOf(sites: readonly SiteImpact[], cases: readonly Case[]): Instant | undefined {
  const told = sites.flatMap(({ since }) => since ?? []).sort(byTime)[0];
  return told === undefined ? begun(cases) : notBefore(told, cases);
}

/** A source that counts by the minute dates an error up to a minute early: the first line that tells of it within that minute is when it began. */
function notBefore(since: Instant | undefined, cases: readonly Case[]): Instant | undefined {
  if (since === undefined || !/T\d{2}:\d{2}:00(?:\.0+)?(?:Z|[+-]|$)/.test(since)) return since;
  const age = (at: Instant) => Date.parse(at) - Date.parse(since);
  const told = cases.flatMap(({ root, symptoms }) => [root, ...symptoms].flatMap(({ evidence }) => evidence));
  return (
    told.flatMap(({ at }) => (at !== undefined && age(at) >= 0 && age(at) < 60_000 ? [at] : [])).sort(byTime)[0] ??
    since
  );
}

function begun([leading]: readonly Case[]): Instant | undefined {
  return leading === undefined ? undefined : firstOf(leading.root);
}

function firstOf({ at, evidence }: Finding): Instant | undefined {
  const times = [...(at === undefined ? [] : [at]), ...evidence.flatMap((one) => one.at ?? [])];
  return times.sort(byTime)[0];
}

function byTime(one: Instant, other: Instant): number {
  return Date.parse(one) - Date.parse(other);
}

function when(since: Instant | undefined): { readonly since?: Instant } {
  return since === undefined ? {} : { since };
}
