import { randomBytes } from 'node:crypto';

/** Slack's trigger ids live for three seconds (docs.slack.dev, handling user interaction). */
const TRIGGER_LIFETIME_MS = 3_000;

/** What became of a trigger id that an app presents. */
export type Redemption =
  | { readonly ok: true; readonly user: string }
  | { readonly ok: false; readonly error: 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id' };

/** The single-use, three-second permissions to open a modal. */
export interface Triggers {
  issue(user: string): string;
  redeem(trigger: string): Redemption;
}

/** Creates the trigger ids of one workspace on the given clock. */
export function createTriggers(now: () => number): Triggers {
  const issued = new Map<string, { user: string; expiresAt: number; used: boolean }>();
  return {
    issue(user) {
      const trigger = `${now()}.${randomBytes(4).readUInt32BE()}.${randomBytes(16).toString('hex')}`;
      issued.set(trigger, { user, expiresAt: now() + TRIGGER_LIFETIME_MS, used: false });
      return trigger;
    },
    redeem(trigger) {
      const found = issued.get(trigger);
      if (!found) return { ok: false, error: 'invalid_trigger_id' };
      if (found.used) return { ok: false, error: 'exchanged_trigger_id' };
      if (now() > found.expiresAt) return { ok: false, error: 'expired_trigger_id' };
      found.used = true;
      return { ok: true, user: found.user };
    },
  };
}

/** A source of message timestamps: seconds, a dot, six digits; never the same twice, never going back. */
export function createTimestamps(now: () => number): () => string {
  let last = 0;
  return () => {
    last = Math.max(Math.floor(now() * 1_000), last + 1);
    return `${Math.floor(last / 1_000_000)}.${String(last % 1_000_000).padStart(6, '0')}`;
  };
}
