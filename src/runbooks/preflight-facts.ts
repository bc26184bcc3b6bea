import type { LimitFacts } from '../probes/limits/parse.ts';
import type { ReloadFacts } from '../rules/reload/hazard.ts';

/** More than a reload needs to know: what was written for the service manager, and what the parent really has. */
export interface PreflightFacts extends ReloadFacts {
  readonly limits?: LimitFacts | undefined;
  /** net.core.somaxconn, where it is known. */
  readonly somaxconn?: number | undefined;
  /** Configuration files with the time of their last change, and when the parent started. */
  readonly changed?: readonly { readonly path: string; readonly at: string }[] | undefined;
  readonly parentStarted?: string | undefined;
}
