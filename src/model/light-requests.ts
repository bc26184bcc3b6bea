import type { Look } from './change-runbook.ts';
import type { Section } from './source.ts';

/** How one light request went; `ms` is null where nothing was answered. */
export type RequestSample = { readonly ok: boolean; readonly ms: number | null };

/** A few requests one after the other, each over a connection of its own, made on the host itself. */
export interface LightRequests {
  /** The URL at which Apache answered at this look; undefined where none did or no Apache runs, and then nothing is measured. */
  url(look: Look): string | undefined;
  section(url: string, count: number): Section;
  /** Undefined for text that is not an answer, such as from a host without curl. */
  read(text: string): readonly RequestSample[] | undefined;
}
