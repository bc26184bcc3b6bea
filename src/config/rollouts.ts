import { z } from 'zod';
import { nearestOf } from '../lib/nearest.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Problem } from './problem.ts';

const host = z
  .string()
  .transform((name) => name.toLowerCase())
  .refine((name) => /^[a-z0-9][a-z0-9._-]{0,62}$/.test(name), 'a host of the inventory, by its name');
const group = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'a group of the inventory');
/** What HAProxy and mod_proxy_balancer allow in names, less what a helper would have to quote. */
const member = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,99}$/, 'letters, digits, ".", "_", ":" and "-"');
const seconds = z.int().min(0).max(600);

const program = z.templateLiteral(['/', z.string()]);
const argv = z
  .tuple([program], z.string())
  .refine((words) => words.every((word) => !/[\0\n]/.test(word)), 'arguments have no line breaks')
  .refine(
    ([, ...words]) => words.every((word) => word === '{host}' || !word.includes('{host}')),
    '{host} stands for a whole argument only',
  );

/** A URL in which `{host}` is a whole path segment or query value, if it is there at all. */
const hookUrl = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'an http:// or https:// URL')
  .refine(
    (text) => !URL.canParse(text) || hasWholeHosts(new URL(text)),
    '{host} is a whole path segment or query value',
  );

function hasWholeHosts(url: URL): boolean {
  const segments = url.pathname.split('/').map((segment) => decodeURIComponent(segment));
  const pieces = [...segments, ...url.searchParams.values()];
  const elsewhere = [url.hostname, url.username, url.password, url.hash, ...url.searchParams.keys()];
  const isWhole = (piece: string) => piece === '{host}' || !/\{host\}/.test(piece);
  return pieces.every(isWhole) && elsewhere.every((piece) => !/\{host\}|%7Bhost%7D/i.test(piece));
}

const Haproxy = z.strictObject({
  kind: z.literal('haproxy'),
  /** The inventory's name of the host HAProxy runs on. */
  host,
  socket: z
    .string()
    .regex(/^\/(?:run|var\/run|var\/lib\/haproxy)\/[A-Za-z0-9_./-]{1,90}$/, 'a socket below /run or /var/lib/haproxy')
    .default('/run/haproxy/admin.sock'),
  backend: member,
  servers: z.record(host, member).default({}),
  out: z.enum(['drain', 'maint']).default('drain'),
  drainSeconds: seconds.default(30),
});

const BalancerManager = z.strictObject({
  kind: z.literal('balancer-manager'),
  host,
  url: z
    .string()
    .regex(
      /^https?:\/\/(?:127\.0\.0\.1|localhost)(?::\d{1,5})?\/[A-Za-z0-9_./~%-]{0,200}$/,
      'the manager on loopback of its own host, such as http://127.0.0.1/balancer-manager',
    ),
  balancer: member,
  workers: z.record(
    host,
    z.string().regex(/^[a-z][a-z0-9]*:\/\/[A-Za-z0-9_.:/~%|-]{1,200}$/, 'a worker as the manager shows it'),
  ),
  out: z.enum(['drain', 'disable']).default('drain'),
  drainSeconds: seconds.default(30),
});

const Command = z.strictObject({
  kind: z.literal('command'),
  host,
  before: argv.optional(),
  after: argv.optional(),
  seconds: seconds.min(1).default(30),
});

const HttpCall = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('POST'),
  url: hookUrl,
  expect: z.array(z.int().min(200).max(399)).min(1).default([200, 201, 202, 204]),
});

const Http = z.strictObject({
  kind: z.literal('http'),
  before: HttpCall.optional(),
  after: HttpCall.optional(),
  seconds: seconds.min(1).default(30),
  tokenFrom: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,60}$/, 'the name of an environment variable')
    .optional(),
});

/** What takes a host out of rotation before its change and puts it back afterwards. */
export const BalancerEntry = z.discriminatedUnion('kind', [Haproxy, BalancerManager, Command, Http]);

const share = z
  .templateLiteral([z.int(), '%'])
  .refine((text) => /^(?:\d{1,2}|100)%$/.test(text), 'a share from 0% to 100%');

/** How changes over one group go. */
export const RolloutEntry = z.strictObject({
  group,
  canary: host.optional(),
  batch: z.int().min(1).max(50).default(1),
  floor: z.union([z.int().min(0).max(1_000), share]).optional(),
  settleSeconds: seconds.default(10),
  balancers: z.array(BalancerEntry).max(8).default([]),
});

/** The `rollouts` of the settings file; one entry per group. */
export const Rollouts = z
  .array(RolloutEntry)
  .refine((all) => new Set(all.map((one) => one.group)).size === all.length, 'a group is named twice');
export type Rollouts = z.infer<typeof Rollouts>;

/** Groups and hosts in the rollouts that the inventory does not know, and canaries that are not in their group. */
export function unknownInRollouts(
  rollouts: Rollouts,
  { hosts }: Pick<Inventory, 'hosts'>,
  path: string,
): readonly Problem[] {
  const names = hosts.map(({ name }) => name);
  return rollouts.flatMap((rollout, index) => {
    const setting = `${path}: rollouts.${index}`;
    const members = hosts.filter(({ groups }) => groups.includes(rollout.group)).map(({ name }) => name);
    if (members.length === 0)
      return [
        {
          setting: `${setting}.group`,
          problem: `the inventory has no group ${JSON.stringify(rollout.group)}`,
          fix: 'name a group of the inventory',
        },
      ];
    const { canary } = rollout;
    const stranger = canary !== undefined && !members.includes(canary);
    return [
      ...(stranger ? [strangerTo(`${setting}.canary`, canary, members, `the group ${rollout.group}`)] : []),
      ...rollout.balancers.flatMap((balancer, at) =>
        balancer.kind === 'http' || names.includes(balancer.host)
          ? []
          : [strangerTo(`${setting}.balancers.${at}.host`, balancer.host, names, 'the inventory')],
      ),
    ];
  });
}

function strangerTo(setting: string, host: string, known: readonly string[], where: string): Problem {
  const [near] = nearestOf(host, known);
  return {
    setting,
    problem: `${where} has no host ${JSON.stringify(host)}`,
    fix: near === undefined ? `name a host of ${where}` : `did you mean ${near}?`,
  };
}
