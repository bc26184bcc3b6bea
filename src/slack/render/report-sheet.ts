import { cutText, oneLine } from '../../lib/hostile-text.ts';
import type { Intent } from '../../model/intent.ts';
import type { Report } from '../../model/report.ts';

/** How much of a report is drawn. */
export interface Detail {
  readonly quotes: number;
  readonly quoteLength: number;
  readonly otherQuotes: number;
  readonly cases: number;
  readonly listed: number;
  readonly moments: number;
  readonly panelLines: number;
  readonly words: number;
}

/** What every part of the message needs to know. */
export interface Sheet {
  readonly report: Report;
  readonly titles: Readonly<Record<string, string>>;
  readonly lookedAt: readonly string[];
  readonly asked?: Intent;
  readonly detail: Detail;
}

/** The title of a source, or its id as words. */
export function sourceTitle(source: string, { titles }: Pick<Sheet, 'titles'>): string {
  const title = Object.hasOwn(titles, source) ? titles[source] : source.replaceAll('-', ' ');
  return cutText(oneLine(title ?? source), 60);
}
