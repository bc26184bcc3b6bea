import type { TestModule } from 'vitest/node';

/**
 * Ends a run with one plain line that counts tests, whatever else is printed; a module that failed to load counts as one failed test.
 * Where something failed, the line before it says how to draw the same values again in the property tests.
 */
export class CountReporter {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === 'pending' ? 'failed' : state] += 1;
      }
    }
    const again = counts.failed > 0 ? `Property tests ran with FC_SEED=${this.#seed}.\n` : '';
    process.stdout.write(`\n${again}${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  }
}
