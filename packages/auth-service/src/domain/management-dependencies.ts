import type { Clock } from './clock.ts';
import type { Storage } from './storage.ts';

/** What use cases of clients and of the directory work with. */
export interface ManagementDependencies {
  storage: Storage;
  clock: Clock;
}
