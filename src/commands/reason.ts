import { cutText, oneLine } from '../lib/hostile-text.ts';
import { optionLimits } from '../model/intent.ts';

/**
 * A reason that somebody typed, as it is kept: one line of cleaned text without double quotes, so that it parses back from inside of them.
 * A wrong one comes back with a sentence that `lead` begins; one that is too long is cut.
 */
export function readReason(text: string, lead: string): { readonly reason?: string; readonly problem?: string } {
  const { least, most } = optionLimits.reason;
  const said = oneLine(text).replaceAll('"', "'").replace(/\s+/gu, ' ').trim();
  const problem = `${lead}, from ${least} to ${most} characters, such as \`"site is down"\`.`;
  if (said.length < least) return { problem };
  return said.length <= most ? { reason: said } : { reason: cutText(said, most), problem };
}
