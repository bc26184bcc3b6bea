import { randomInt } from 'node:crypto';
import { defineConfig } from 'vitest/config';
import { CountReporter } from './tools/count-reporter.ts';
import { LongestFirst } from './tools/longest-first.ts';

/** Tests of several parts together: over real sockets on 127.0.0.1, with processes that are killed, or of the shell programs. */
const flow = ['src/**/*.flow.test.ts', 'test/{scenarios,contracts}/**/*.test.ts', 'test/architecture/*.flow.test.ts'];
/** Tests that need root and Debian packages: a real sshd, and a browser. */
const real = ['test/sshd/**/*.test.ts', 'test/browser/**/*.test.ts'];
/** Tests on real hosts, which need root; each file has a laboratory of its own. */
const lab = ['test/lab/**/*.test.ts'];

const inCi = process.env['CI'] !== undefined;
/** Elsewhere three skipped tests stand for them, so that nobody takes what did not run for passed. In CI they run and fail. */
const canRun = process.getuid?.() === 0 || inCi;
const inTurn = (groupOrder: number) => ({ sequence: { groupOrder } });

/** What the property tests draw from: always the same in CI, another each time elsewhere. */
const seed = Number(process.env['FC_SEED'] ?? (inCi ? 2026 : randomInt(2 ** 31)));

export default defineConfig({
  test: {
    /* Most of the time is waiting, for real sockets and for hosts, so there is room for more files than there are processors. */
    maxWorkers: 4,
    /* Only what hangs ends by these; a slow machine must not. */
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 100_000 } },
    env: { FC_SEED: String(seed) },
    setupFiles: ['test/support/property-tests.ts'],
    sequence: { sequencer: LongestFirst },
    reporters: ['default', new CountReporter(seed)],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...flow, ...real, ...lab, 'test/real/**', 'node_modules/**'],
          /* Pure tests leave nothing behind for the next file in the same process. */
          isolate: false,
          ...inTurn(0),
        },
      },
      { extends: true, test: { name: 'flow', include: flow, isolate: false, ...inTurn(0) } },
      {
        extends: true,
        test: {
          name: 'real',
          include: canRun ? real : ['test/real/did-not-run.test.ts'],
          hookTimeout: 600_000,
          ...inTurn(1),
        },
      },
      {
        extends: true,
        test: {
          name: 'lab',
          include: canRun ? lab : [],
          hookTimeout: 600_000,
          globalSetup: canRun ? ['test/lab/prepare.ts'] : [],
          ...inTurn(1),
        },
      },
    ],
  },
});
