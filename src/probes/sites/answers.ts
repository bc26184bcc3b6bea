import { defined } from '../../lib/defined.ts';
import type { Instant } from '../../model/finding.ts';
import { defineDerived } from '../../model/rule.ts';
import type { ListenerFacts } from '../ports/facts.ts';
import { listeners } from '../ports/probe.ts';
import { hangs, isApacheHolder } from '../workers/capacity.ts';
import { request, statusPage } from '../workers/probe.ts';
import type { RequestAnswer } from '../workers/request-facts.ts';
import type { SiteAnswer, SitesFacts } from './facts.ts';
import { loopsOf } from './loops.ts';
import { sites } from './probe.ts';

/**
 * What an answer to `/` means for users: `good`; `meant` = 401, 403 or 404 that the log shows to be its way; `slow`; `failing` = nothing, or 5xx; `denied`
 * and `missing` = 403 and 404 where it was good before; `loop` = a redirect to itself; `expired` = good, and its certificate is not; `untold` otherwise.
 */
export type AnswerKind = 'good' | 'meant' | 'slow' | 'failing' | 'denied' | 'missing' | 'loop' | 'expired' | 'untold';

/** One site, and what its answer means. */
export interface JudgedAnswer {
  readonly url: string;
  readonly kind: AnswerKind;
  /** What it does, as the end of a sentence that begins with the site. */
  readonly words: string;
  /** Since when, as far as the log tells. */
  readonly since?: Instant;
  /** False where it follows from what others were answered before, and nobody but this bot was answered so yet. */
  readonly seenByOthers: boolean;
  /** The probe that saw it, and its line, verbatim. */
  readonly source: 'sites' | 'request';
  readonly line: string;
  readonly http?: number;
}

/** What users get from each site now; from the requests to the ports alone where the sites could not be asked. */
export const siteAnswers = defineDerived({
  id: 'site-answers',
  title: 'Answers of each site',
  from: { sites, request, page: statusPage, listeners },
  derive: ({ sites: asked, request: requests, page, listeners: sockets }, { now }) => ({
    answers:
      asked === undefined
        ? (requests?.answers ?? []).map(judgePort)
        : judgeSites(asked, now ?? new Date(0).toISOString(), hangs(page) && !isAccepting(sockets)),
  }),
});

/** True when the bot got a good answer from every site, and there is one. */
export function everySiteAnswers(answers: readonly Pick<JudgedAnswer, 'kind'>[]): boolean {
  return (
    answers.some(({ kind }) => kind === 'good') && answers.every(({ kind }) => kind === 'good' || kind === 'meant')
  );
}

/** No connection waits on any socket of Apache: then a status page that hangs is one that a backend answers, or it waits for a module, not for a worker. */
function isAccepting(sockets: ListenerFacts | undefined): boolean {
  const own = (sockets?.listeners ?? []).filter(({ holders }) => holders.some(isApacheHolder));
  return own.length > 0 && own.every(({ queued }) => queued === 0);
}

/** An answer that takes longer is slow for everybody; a choice, between what people notice (1 s) and where they leave (3 s). */
const SLOW_SECONDS = 2;
/** Others were answered this recently: then the server serves, however slow it was with us. */
const LATELY_MS = 30_000;

/** Pure: what each site's answer means, at that time of the host; `isHanging` where the status page, which waits for nothing but a worker, was not answered either. */
export function judgeSites(facts: SitesFacts, now: Instant, isHanging = false): readonly JudgedAnswer[] {
  const loops = loopsOf(facts.sites);
  const real = facts.sites.filter((site) => !isBareTlsPort(site));
  return (real.length === 0 ? facts.sites : real).map((site) => {
    const { url, line, http } = site;
    const judged = loops.has(url) ? loop(site) : judge(site, { restricts: facts.restricts, now, isHanging });
    return { seenByOthers: true, ...judged, url, source: 'sites', line, ...defined({ http }) };
  });
}

/** A port for TLS that is listened on and has no site: Debian opens 443 as soon as mod_ssl is loaded. Nobody's browser gets an answer there. */
function isBareTlsPort({ scheme, port, name, place, certificate }: SiteAnswer): boolean {
  const isNamed = name !== undefined || place !== undefined;
  return (port === 443 || port === 8443) && !isNamed && (scheme === 'http' || certificate === undefined);
}

type Judged = Pick<JudgedAnswer, 'kind' | 'words'> & Partial<Pick<JudgedAnswer, 'since' | 'seenByOthers'>>;

interface Setting {
  readonly restricts: boolean;
  readonly now: Instant;
  readonly isHanging: boolean;
}

function judge(site: SiteAnswer, { restricts, now, isHanging }: Setting): Judged {
  const { http, fromOwnAddress } = site;
  if (http === undefined) return unanswered(site, now, isHanging);
  if (http >= 500) return { kind: 'failing', words: `answers ${http}`, ...since(site, http) };
  if (http < 400) return good(site, now);
  if (http === 403 && fromOwnAddress !== undefined && fromOwnAddress < 400)
    return { kind: 'good', words: `answers ${fromOwnAddress}, and 403 to loopback` };
  return refused(site, http, restricts);
}

function good({ http, seconds, certificate, location }: SiteAnswer, now: Instant): Judged {
  const expires = certificate?.notAfter;
  if (expires !== undefined && Date.parse(expires) < Date.parse(now))
    return { kind: 'expired', words: `serves a certificate that expired ${expires.slice(0, 10)}`, since: expires };
  const answer = `answers ${http}${location === undefined ? '' : ` to ${location.slice(0, 100)}`}`;
  return seconds < SLOW_SECONDS
    ? { kind: 'good', words: answer }
    : { kind: 'slow', words: `answers only after ${seconds.toFixed(1)} s` };
}

function loop({ location }: SiteAnswer): Judged {
  return { kind: 'loop', words: `redirects to ${location?.slice(0, 100) ?? 'itself'}, which leads back to it` };
}

function unanswered(site: SiteAnswer, now: Instant, isHanging: boolean): Judged {
  const { exit, seconds, connected, wantsClientCertificate } = site;
  const last = lastGood(site.all);
  const lately = !isHanging && last !== undefined && Date.parse(now) - Date.parse(last) < LATELY_MS;
  if (exit === curl.none) return { kind: 'untold', words: 'could not be asked: no program on the host can' };
  if (wantsClientCertificate) return { kind: 'meant', words: 'wants a certificate of the client' };
  if (exit === curl.timedOut && lately)
    return { kind: 'slow', words: `does not answer ${within(seconds)}, while others were answered` };
  const ended = { kind: 'failing', ...defined({ since: last }) } as const;
  if (exit === curl.timedOut)
    return {
      ...ended,
      words: `${connected ? 'accepts the connection and does not answer' : 'does not take the connection'} ${within(seconds)}`,
    };
  if (exit === curl.refused) return { ...ended, words: 'refuses the connection' };
  if (exit === curl.tls)
    return last === undefined
      ? { kind: 'untold', words: 'does not agree on TLS' }
      : { ...ended, words: 'fails to agree on TLS' };
  return { ...ended, words: 'closes the connection without an answer' };
}

/** The time that was waited; a client that was itself cut off tells none. */
function within(seconds: number): string {
  return seconds < 1 ? 'in time' : `within ${seconds.toFixed(0)} s`;
}

/** curl(1), EXIT CODES. */
const curl = { refused: 7, timedOut: 28, tls: 35, none: 127 } as const;

/** 4xx: a fault only where the log shows that it was otherwise. */
function refused(site: SiteAnswer, http: number, restricts: boolean): Judged {
  const before = lastGood(site.root);
  if (site.rootMissing !== undefined && (http === 403 || before !== undefined))
    return {
      kind: 'missing',
      words: `answers ${http}, and its DocumentRoot ${site.rootMissing} is gone`,
      ...since(site, http),
    };
  const others = site.root.filter(({ status }) => status === http).map(({ last }) => last);
  const words = `answers ${http}`;
  if (http === 401) return { kind: 'meant', words };
  if (before === undefined)
    return others.length > 0 || lastGood(site.all) !== undefined
      ? { kind: 'meant', words }
      : { kind: 'untold', words: `${words}, and no log says whether it ever was otherwise` };
  const seenByOthers = others.some((last) => Date.parse(last) >= Date.parse(before));
  if (http === 403 && !seenByOthers && site.withoutIndex !== undefined)
    return { kind: 'untold', words: `${words}: ${site.withoutIndex} has no index file, and nobody asked for it since` };
  const changed = { words: `${words} and was good before`, seenByOthers, ...since(site, http) };
  if (http === 404) return { kind: 'missing', ...changed };
  if (http === 403 && (seenByOthers || !restricts)) return { kind: 'denied', ...changed };
  return { kind: 'untold', words: `${words} to this host itself` };
}

function lastGood(told: SiteAnswer['root']): Instant | undefined {
  return told
    .filter(({ status }) => (status >= 200 && status < 400) || status === 2 || status === 3)
    .map(({ last }) => last)
    .sort()
    .at(-1);
}

/** The first of these answers if all are later than the last good one; else that one. */
function since({ root }: SiteAnswer, http: number): { readonly since?: Instant } {
  const before = lastGood(root);
  const first = root
    .filter(({ status }) => status === http)
    .map((one) => one.first)
    .sort()[0];
  if (before === undefined) return defined({ since: first });
  return { since: first !== undefined && first >= before ? first : before };
}

function judgePort(answer: RequestAnswer): JudgedAnswer {
  const { url, line, http, answered, connected, totalSeconds = 0, exit } = answer;
  const told = { url, line, source: 'request', seenByOthers: true, ...defined({ http }) } as const;
  if (answered && http !== undefined) {
    if (http >= 500) return { ...told, kind: 'failing', words: `answers ${http}` };
    const slow = totalSeconds >= SLOW_SECONDS;
    const kind = http >= 400 ? 'meant' : slow ? 'slow' : 'good';
    return { ...told, kind, words: slow ? `answers only after ${totalSeconds.toFixed(1)} s` : `answers ${http}` };
  }
  if (exit === curl.tls) return { ...told, kind: 'untold', words: 'speaks no TLS' };
  const words = connected ? 'accepts the connection and does not answer' : 'does not take the connection';
  return { ...told, kind: 'failing', words };
}
