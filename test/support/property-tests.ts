import fc from 'fast-check';

/** How every property is tried, in every test file: with the run's one seed (`vitest.config.ts`), which a failure prints with the counterexample. */
fc.configureGlobal({ seed: Number(process.env['FC_SEED']), numRuns: 100 });
