import type { SiteAnswer } from './facts.ts';

/** More hops than browsers need to give up between two or three sites; those that leave these sites are not followed. */
const MOST_HOPS = 6;

/** The sites whose redirects lead back to themselves. One that sets a cookie may answer differently the second time, and is left out. */
export function loopsOf(sites: readonly SiteAnswer[]): ReadonlySet<string> {
  const leadsTo = new Map(
    sites.flatMap(({ url, http = 0, location, setsCookie }) => {
      const next = http >= 300 && http < 400 && !setsCookie ? target(location, url) : undefined;
      return next === undefined ? [] : [[target(url, url) ?? url, next] as const];
    }),
  );
  return new Set(sites.map(({ url }) => url).filter((url) => isLoop(target(url, url) ?? url, leadsTo)));
}

function isLoop(start: string, leadsTo: ReadonlyMap<string, string>): boolean {
  let at = leadsTo.get(start);
  for (let hop = 0; hop < MOST_HOPS && at !== undefined; hop += 1) {
    if (at === start) return true;
    at = leadsTo.get(at);
  }
  return false;
}

function target(location: string | undefined, from: string): string | undefined {
  if (location === undefined || !URL.canParse(location, from)) return undefined;
  const url = new URL(location, from);
  url.hash = '';
  return url.href;
}
