import { type ReadContext, Unrecognised } from '../../model/source.ts';
import type { LogFacts } from '../logs/facts.ts';
import { parseKernelLog } from '../logs/parse-kernel.ts';

const denied =
  /read kernel buffer failed|Operation not permitted|Hint: You are currently not seeing|No journal files were|sudo: /;

/**
 * Reads the section of the `kernel-log` probe, or kernel lines as pasted. `== seen N` after each way that was tried tells how many messages it showed,
 * `== quiet` that the journal, which keeps the kernel's messages, holds none of the last seven days.
 * @throws {Unrecognised} when no way to the kernel's messages was open.
 */
export function readKernelLog(text: string, context: ReadContext): LogFacts {
  const tried = [...text.matchAll(/^== seen (\d{1,9})/gm)];
  const ours = /^== clock /m.test(text);
  const seen = tried.some((mark) => Number(mark[1]) > 0);
  if (ours && !seen && !/^== (?:file |quiet$)/m.test(text)) {
    if (denied.test(text)) throw new Unrecognised('kernel messages may not be read by this user', 'not-permitted');
    throw new Unrecognised('neither the journal nor dmesg holds kernel messages', 'failed');
  }
  return parseKernelLog(text, 'kernel-log', context);
}
