/** For tests that draw at random: the same draws in every run, so that none fails by chance. */
import process from 'node:process';

const chosen = process.env.CASEMENT_TEST_SEED ?? '20261121';

/**
 * For `fc.configureGlobal`. To look for what these draws do not find, `CASEMENT_TEST_SEED` is another
 * number, or `random` for one that is new in every run; fast-check names the one that has found something.
 */
export const testSeed: { seed?: number } = chosen === 'random' ? {} : { seed: Number(chosen) };
