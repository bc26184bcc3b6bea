import process from 'node:process';
import fc from 'fast-check';

/**
 * How every property is tried, in every test file: with the run's one seed (`vitest.config.ts`), which a failure prints with the counterexample.
 * `FC_RUNS` draws more, to look for draws that a property is false for.
 */
fc.configureGlobal({ seed: Number(process.env['FC_SEED']), numRuns: Number(process.env['FC_RUNS'] ?? 100) });
