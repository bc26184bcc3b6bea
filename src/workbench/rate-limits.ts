interface Tier {
  /** Calls that may come at once. */
  readonly burst: number;
  readonly perMinute: number;
  readonly perChannel?: boolean;
}

/** Published tiers are 20, 50 and 100 calls per minute and workspace (docs.slack.dev, rate limits). */
const TIER_2: Tier = { burst: 20, perMinute: 20 };
const TIER_3: Tier = { burst: 50, perMinute: 50 };
const TIER_4: Tier = { burst: 100, perMinute: 100 };

/** One message per second and channel; "short bursts" are allowed without a number, four is this stand-in's reading. */
const POSTING: Tier = { burst: 4, perMinute: 60, perChannel: true };

const TIERS: Readonly<Record<string, Tier>> = {
  'apps.connections.open': TIER_3,
  'chat.postMessage': POSTING,
  'chat.postEphemeral': TIER_4,
  'chat.update': TIER_3,
  'views.open': TIER_4,
  'views.update': TIER_4,
  'users.info': TIER_4,
  'usergroups.users.list': TIER_2,
  'conversations.info': TIER_3,
  'conversations.open': TIER_3,
  'conversations.replies': TIER_3,
  'files.getUploadURLExternal': TIER_4,
  'files.completeUploadExternal': TIER_4,
  'reactions.add': TIER_3,
};

/** Takes one call out of a budget; answers the seconds to wait where there is none left. */
export type RateLimiter = (method: string, channel: string | undefined) => number | undefined;

/** Creates token buckets for every limited method on the given clock. */
export function createRateLimiter(now: () => number): RateLimiter {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (method, channel) => {
    const tier = TIERS[method];
    if (!tier) return undefined;
    const key = tier.perChannel ? `${method} ${channel ?? ''}` : method;
    const bucket = buckets.get(key) ?? { tokens: tier.burst, at: now() };
    const perMs = tier.perMinute / 60_000;
    bucket.tokens = Math.min(tier.burst, bucket.tokens + (now() - bucket.at) * perMs);
    bucket.at = now();
    buckets.set(key, bucket);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perMs / 1_000));
    bucket.tokens -= 1;
    return undefined;
  };
}
