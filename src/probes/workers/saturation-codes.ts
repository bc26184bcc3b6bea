import type { LogEntry } from '../../model/log-entry.ts';
import type { LogFacts } from '../logs/facts.ts';
import { saying, withCode } from '../logs/select.ts';

const mpmOfCode: Readonly<Record<string, string>> = {
  AH00484: 'event',
  AH10159: 'event',
  AH03490: 'event',
  AH00485: 'event',
  AH00286: 'worker',
  AH00287: 'worker',
  AH00288: 'worker',
  AH00161: 'prefork',
};

/** The messages that say the limit was reached: one code per MPM, and 2.2's sentence without a code. */
export function limitReached(logs: LogFacts | undefined): readonly LogEntry[] {
  if (logs === undefined) return [];
  return [
    ...withCode(logs, 'AH00484', 'AH00286', 'AH00161'),
    ...saying(logs, /^server reached MaxClients setting/).filter(({ code }) => code === undefined),
  ];
}

/** The messages that say the limit was almost reached. */
export function limitNear(logs: LogFacts | undefined): readonly LogEntry[] {
  if (logs === undefined) return [];
  return [
    ...withCode(logs, 'AH10159', 'AH00287'),
    ...saying(logs, /^server is within MinSpareThreads of MaxClients/).filter(({ code }) => code === undefined),
  ];
}

/** The MPM a saturation message belongs to; undefined for 2.2's, which all share one text. */
export function mpmOf(entry: LogEntry | undefined): string | undefined {
  return entry?.code === undefined ? undefined : mpmOfCode[entry.code];
}
