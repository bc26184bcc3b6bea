import { defineConfig } from 'vitest/config';
import { CountReporter } from './tools/count-reporter.ts';

/** Tests that need root, Debian packages or a browser; one file at a time, for they share the machine. */
const real = ['test/sshd/**/*.test.ts', 'test/browser/**/*.test.ts'];
/** Tests on real hosts, which need root: three files at a time, each with a laboratory of its own, as most of the time is waiting for a host. */
const lab = ['test/lab/**/*.test.ts'];

/** Elsewhere three skipped tests stand for them, so that nobody takes what did not run for passed. In CI they run and fail. */
const canRun = process.getuid?.() === 0 || process.env['CI'] !== undefined;
const inTurn = (groupOrder: number) => ({ sequence: { groupOrder } });

export default defineConfig({
  test: {
    /* Most of the time is waiting for real sockets and real pacing, so a worker less than there are processors would waste it. */
    maxWorkers: 3,
    reporters: ['default', new CountReporter()],
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...real, ...lab, 'test/real/**', 'node_modules/**'],
          ...inTurn(0),
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: canRun ? real : ['test/real/did-not-run.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          ...inTurn(1),
        },
      },
      {
        extends: true,
        test: {
          name: 'lab',
          include: canRun ? lab : [],
          testTimeout: 120_000,
          hookTimeout: 600_000,
          maxWorkers: 3,
          globalSetup: canRun ? ['test/lab/prepare.ts'] : [],
          ...inTurn(2),
        },
      },
    ],
  },
});
