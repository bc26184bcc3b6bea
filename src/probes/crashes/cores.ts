// == pattern |/usr/lib/systemd/systemd-coredump %P %u %g %s %t 9223372036854775808 %h
// == suid-dumpable 2
// == file 4194304 /var/cache/apache2/cores/core
// == coredumpctl                                    what coredumpctl info prints: `Stack trace of thread 812:` and `#0  0x00007f… lab_handler (mod_lab.so + 0x1234)`
// Versions: systemd 219 to 257. Refused: nothing; what is absent was not visible.
import { z } from 'zod';
import { defined } from '../../lib/defined.ts';

/** How this host keeps cores, which are there, and the last backtrace that could be read. */
export const CoreFacts = z.object({
  /** kernel.core_pattern. */
  pattern: z.string().optional(),
  suidDumpable: z.number().int().optional(),
  files: z.array(z.object({ path: z.string(), bytes: z.number() })),
  /** Frames of the crashed thread, innermost first, verbatim. */
  frames: z.array(z.string()),
});
export type CoreFacts = z.infer<typeof CoreFacts>;

/** The frames that matter: those of the first thread, or those below `<signal handler called>` wherever that stands. */
function framesOf(text: string): string[] {
  const lines = text.split('\n');
  const handler = lines.findIndex((line) => line.includes('<signal handler called>'));
  const from = handler >= 0 ? handler + 1 : lines.findIndex((line) => /^\s*#0 /.test(line));
  if (from < 0) return [];
  const frames: string[] = [];
  for (const line of lines.slice(from, from + 60)) {
    if (!/^\s*#\d+ /.test(line)) break;
    frames.push(line.trim().slice(0, 400));
  }
  return frames;
}

/** Reads the section of the `cores` probe. */
export function readCores(text: string): CoreFacts {
  const pattern = /^== pattern (.{1,300})$/m.exec(text)?.[1];
  const dumpable = /^== suid-dumpable (\d)$/m.exec(text)?.[1];
  const files = [...text.matchAll(/^== file (\d{1,15}) (\/.{1,300})$/gm)].map(([, bytes, path]) => ({
    path: path ?? '',
    bytes: Number(bytes),
  }));
  return {
    ...defined({ pattern, suidDumpable: dumpable === undefined ? undefined : Number(dumpable) }),
    files: files.slice(0, 20),
    frames: framesOf(text.slice(Math.max(0, text.indexOf('== coredumpctl')))),
  };
}
