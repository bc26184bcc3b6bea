import { z } from 'zod';

/** Multi-processing modules that a host can be switched to. */
export const mpmNames = ['event', 'worker', 'prefork'] as const;
export type MpmName = (typeof mpmNames)[number];

/** What a change was asked to do besides its host; each verb takes some of these, all of them typed and bounded. */
export const ChangeOptions = z.strictObject({
  /** `tune`, `harden`: directives, as httpd spells them, and the values wanted, given by hand; absent means computed or recommended ones. */
  settings: z
    .record(z.string().regex(/^[A-Z][A-Za-z]{1,40}$/), z.string().regex(/^[A-Za-z0-9=,.+% -]{1,120}$/))
    .exactOptional(),
  /** `mpm` */
  mpm: z.enum(mpmNames).exactOptional(),
  /** `core-dumps` */
  coreDumps: z.enum(['on', 'off']).exactOptional(),
  /** `disable-module`: the module's name without `mod_` and `_module`. */
  module: z
    .string()
    .regex(/^[a-z0-9_]{1,40}$/)
    .exactOptional(),
  /** `release-port` */
  port: z.int().min(1).max(65_535).exactOptional(),
  /** `rollback`: id of the change to go back before; absent means the newest. */
  change: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .exactOptional(),
});
export type ChangeOptions = Readonly<z.infer<typeof ChangeOptions>>;
