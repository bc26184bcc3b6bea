import { z } from 'zod';

/** A name people type: letters, digits, dots, hyphens and underscores, lower-cased, at most 63. */
export const hostName = z
  .string()
  .transform((name) => name.toLowerCase())
  .refine((name) => /^[a-z0-9][a-z0-9._-]{0,62}$/.test(name), {
    error: 'a name has 1 to 63 letters, digits, ".", "_" or "-" and begins with a letter or digit',
  });

const groupName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'a group has 1 to 63 lower-case letters, digits, ".", "_" or "-"');
const port = z.number().int().min(1).max(65_535);
const user = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.@\\-]{0,63}\$?$/, 'not a user name');
const paths = z.union([
  z
    .string()
    .min(1)
    .transform((path) => [path]),
  z.array(z.string().min(1)).min(1),
]);
const fingerprint = z
  .string()
  .regex(
    /^SHA256:[A-Za-z0-9+/]{43}$/,
    'a fingerprint looks like SHA256: and 43 characters, as ssh-keygen -l prints it',
  );
const address = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$|^[0-9a-fA-F:]+(?:%[\w.-]+)?$/, 'not a name or an IP address');
const jump = z
  .string()
  .regex(
    /^(?:[^@\s,/]+@)?[^@\s,/:]+(?::\d{1,5})?$|^none$/,
    'a jump host is a host of this inventory, or user@address:port',
  );
const label = z.string().regex(/^[A-Za-z0-9._/-]{1,63}$/, 'a label has 1 to 63 letters, digits, ".", "_", "/" or "-"');
const labels = z.record(label, z.union([z.string(), z.number(), z.boolean()]).transform(String));

const connection = {
  port: port.optional(),
  user: user.optional(),
  /** Private key files; relative to the inventory, `~` for the home directory. */
  identity: paths.optional(),
  knownHosts: paths.optional(),
  /** Another host's name, or user@address:port; `none` overrides a default. */
  jump: jump.optional(),
  /** Whether the SSH agent may be used. */
  agent: z.boolean().optional(),
};

/** One host; what is left out comes from the ssh configuration, then from `defaults`, then from ssh's own defaults. */
export const HostEntry = z.strictObject({
  ...connection,
  name: hostName,
  address: address.optional(),
  groups: z.array(groupName).default([]),
  labels: labels.default({}),
  fingerprints: z.array(fingerprint).default([]),
  hostKeyAlias: z.string().min(1).optional(),
  /** The systemd unit of httpd, where the inventory knows better than the process table. */
  unit: z
    .string()
    .regex(/^[A-Za-z0-9:_.@\\-]{1,250}\.service$/, 'a unit ends in .service')
    .optional(),
  /** True for a host that replays a recording: its clock is the recording's. */
  recorded: z.boolean().optional(),
  /** The Host of the ssh configuration to take settings from, where it has another name. */
  sshConfigHost: z.string().min(1).optional(),
});
export type HostEntry = z.output<typeof HostEntry>;

/** The inventory file, hosts.yml. */
export const InventoryFile = z.strictObject({
  /** A path, or true for ~/.ssh/config: its concrete Host names become hosts too. */
  sshConfig: z.union([z.boolean(), z.string().min(1)]).default(false),
  defaults: z.strictObject(connection).default({}),
  /** Members by group, besides the groups hosts name themselves. */
  groups: z.record(groupName, z.array(hostName)).default({}),
  hosts: z.array(HostEntry).default([]),
});
export type InventoryFile = z.output<typeof InventoryFile>;
