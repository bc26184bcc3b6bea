import { z } from 'zod';

/** Directives, as httpd spells them, and the values wanted. */
const Settings = z
  .record(z.string().regex(/^[A-Z][A-Za-z]{1,40}$/), z.string().regex(/^[A-Za-z0-9=,.+% -]{1,120}$/))
  .readonly();

/**
 * What a change was asked to do besides its host: bounded values by name. Which of them a change takes, and what they may be, is the schema of its
 * own definition, which every plan is made through.
 */
export const ChangeOptions = z
  .record(
    z.string().regex(/^[a-z][A-Za-z]{0,30}$/),
    z.union([z.string().regex(/^[A-Za-z0-9_.-]{1,120}$/), z.int().min(0).max(1_000_000_000), Settings]),
  )
  .readonly();
export type ChangeOptions = z.infer<typeof ChangeOptions>;
