import { loadProgram } from '../../lib/program.ts';
import { defineProbe } from '../../model/source.ts';
import { DiskFacts, readDisks } from './parse.ts';

const program = loadProgram(import.meta.dirname, 'disks.sh');

/** Room, inodes and mount state of the file systems httpd depends on. */
export const disks = defineProbe({
  id: 'disks',
  title: 'Disks',
  question: 'whether a disk httpd needs is full, out of inodes or read-only',
  wants: 'df on the host',
  facts: DiskFacts,
  section: (layout) => ({
    program,
    args: [
      layout.logDirectory,
      layout.pidFile.replace(/\/[^/]*$/, '') || '/run',
      '/tmp',
      '/dev/shm',
      layout.configRoot,
      '/',
    ],
    seconds: 12,
    bytes: 80_000,
  }),
  parse: (text) => readDisks(text),
});
