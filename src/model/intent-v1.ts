import { z } from 'zod';
import { defined } from '../lib/defined.ts';
import { DEFAULT_WATCH_SECONDS, Intent } from './intent.ts';
import { changeVerbs, readVerbs } from './verbs.ts';

/** An intent as version 0.1.0 wrote it into buttons and the record: all members side by side, told apart by the verb. */
const IntentV1 = z.strictObject({
  v: z.literal(1),
  verb: z.string(),
  host: z.string().optional(),
  lines: z.number().optional(),
  sinceSeconds: z.number().optional(),
  grep: z.string().optional(),
  level: z.string().optional(),
  followSeconds: z.number().optional(),
  watchSeconds: z.number().optional(),
  hosts: z.array(z.string()).optional(),
  group: z.string().optional(),
  change: z.record(z.string(), z.unknown()).optional(),
  dryRun: z.literal(true).optional(),
  reason: z.string().optional(),
  about: z.string().optional(),
  run: z.string().optional(),
  takesRoot: z.literal(true).optional(),
});
type IntentV1 = z.infer<typeof IntentV1>;

/** What a button or a record of version 0.1.0 asks for, `takesRoot` as it stands there; undefined for anything else. */
export function readIntentV1(value: unknown): { readonly intent: Intent; readonly takesRoot: boolean } | undefined {
  const old = IntentV1.safeParse(value).data;
  if (old === undefined) return undefined;
  const intent = Intent.safeParse(defined(membersOf(old))).data;
  return intent === undefined ? undefined : { intent, takesRoot: old.takesRoot === true };
}

/** The members of today's intent; `Intent` decides whether they make one. */
function membersOf({ verb, host, group, reason, ...old }: IntentV1): Readonly<Record<string, unknown>> {
  const { lines, sinceSeconds, grep, level, followSeconds } = old;
  const options = defined({ lines, sinceSeconds, grep, level, followSeconds });
  // The look at the MPM and the switch of it were one verb, and a change by having something to change.
  if (verb === 'mpm' && old.change === undefined) return { kind: 'look', verb: 'mpm-settings', host, options };
  if (readVerbs.some((name) => name === verb)) return { kind: 'look', verb, host, options };
  if (changeVerbs.some((name) => name === verb)) {
    const terms = { options: old.change ?? {}, dryRun: old.dryRun, breakGlass: reason };
    return host === undefined ? { kind: 'rollout', verb, group, ...terms } : { kind: 'change', verb, host, ...terms };
  }
  if (verb === 'watch') return { kind: verb, host, seconds: old.watchSeconds ?? DEFAULT_WATCH_SECONDS };
  if (verb === 'compare') return { kind: verb, hosts: old.hosts ?? [], group };
  if (verb === 'why') return { kind: verb, host, verb: old.about };
  if (verb === 'freeze') return { kind: verb, reason };
  return { kind: verb, run: old.run };
}
