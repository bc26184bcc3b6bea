import { type Logger, LogLevel } from '@slack/logger';
import { defined } from '../lib/defined.ts';
import { redact } from '../lib/redact.ts';
import type { Log } from './log.ts';

/**
 * Bolt's logger on a pino logger. Debug lines are never written: there Bolt and its clients show commands, response
 * addresses and verification tokens in clear. The level is pino's alone, so `setLevel` does nothing (Bolt calls it at start).
 */
export function boltLogger(log: Log): Logger {
  return {
    debug() {},
    info: (...pieces: unknown[]) => log.info(detailsOf(pieces), messageOf(pieces)),
    warn: (...pieces: unknown[]) => log.warn(detailsOf(pieces), messageOf(pieces)),
    error: (...pieces: unknown[]) => log.error(detailsOf(pieces), messageOf(pieces)),
    setLevel() {},
    getLevel: () => LogLevel.INFO,
    setName() {},
  };
}

function detailsOf(pieces: readonly unknown[]): object {
  const error = pieces.find((piece) => piece instanceof Error);
  return { from: 'bolt', ...defined({ err: error }) };
}

/** The strings and numbers; an object may be a whole payload, so only that there was one is said. */
function messageOf(pieces: readonly unknown[]): string {
  const words = pieces.flatMap((piece) => {
    if (piece instanceof Error) return [];
    return typeof piece === 'object' && piece !== null ? ['[object]'] : [String(piece)];
  });
  return redact(words.join(' ')) || 'an error without words';
}
