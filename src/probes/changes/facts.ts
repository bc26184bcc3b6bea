import { z } from 'zod';

/** One change of a package that httpd runs on. */
export const PackageChange = z.object({
  at: z.string().optional(),
  /** `install`, `upgrade`, `remove`, `present` (rpm only tells the last installation). */
  action: z.string(),
  name: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  line: z.string(),
});
export type PackageChange = z.infer<typeof PackageChange>;

/** Package changes that can touch httpd, newest last. */
export const PackagesFacts = z.object({ origin: z.string(), changes: z.array(PackageChange) });
export type PackagesFacts = z.infer<typeof PackagesFacts>;

/** When the host started. */
export const BootsFacts = z.object({
  bootedAt: z.string(),
  uptimeSeconds: z.number(),
  line: z.string(),
});
export type BootsFacts = z.infer<typeof BootsFacts>;
