import { randomBytes } from 'node:crypto';

/** A response_url takes five messages within thirty minutes (docs.slack.dev, handling user interaction). */
const MAX_USES = 5;
const LIFETIME_MS = 30 * 60_000;

/** Where a response goes and, for an interaction, which message it may replace or delete. */
export interface ResponseTarget {
  readonly channel: string;
  readonly user: string;
  readonly original?: { readonly ts: string; readonly ephemeral: boolean };
}

/** The addresses an app may answer one interaction through. */
export interface ResponseUrls {
  mint(target: ResponseTarget): string;
  /** Takes one use of the address with this path; answers its target or Slack's error code. */
  use(path: string): ResponseTarget | 'used_url' | 'expired_url' | 'no_such_url';
}

/** Creates the response addresses of one workbench. */
export function createResponseUrls(now: () => number, baseUrl: () => string): ResponseUrls {
  const minted = new Map<string, { target: ResponseTarget; uses: number; expiresAt: number }>();
  return {
    mint(target) {
      const path = `/respond/${randomBytes(18).toString('base64url')}`;
      minted.set(path, { target, uses: 0, expiresAt: now() + LIFETIME_MS });
      return baseUrl() + path;
    },
    use(path) {
      const found = minted.get(path);
      if (!found) return 'no_such_url';
      if (now() > found.expiresAt) return 'expired_url';
      if (found.uses >= MAX_USES) return 'used_url';
      found.uses += 1;
      return found.target;
    },
  };
}
