import { buildPages } from '../build.ts';

/** Once for all workers, which would otherwise build the same pages into the same folder at once. */
export default buildPages;
