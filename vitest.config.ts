import { defineConfig } from 'vitest/config';
import { CountReporter } from './tools/count-reporter.ts';

/** Tests that need root, Debian packages, a browser or the laboratory; one file at a time, for they share the machine. */
const real = ['test/sshd/**/*.test.ts', 'test/browser/**/*.test.ts', 'test/lab/**/*.test.ts'];

/** Elsewhere three skipped tests stand for them, so that nobody takes what did not run for passed. In CI they run and fail. */
const realTests =
  process.getuid?.() === 0 || process.env['CI'] !== undefined ? real : ['test/real/did-not-run.test.ts'];

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
          exclude: [...real, 'test/real/**', 'node_modules/**'],
        },
      },
      {
        extends: true,
        test: { name: 'real', include: realTests, testTimeout: 120_000, hookTimeout: 600_000, fileParallelism: false },
      },
    ],
  },
});
