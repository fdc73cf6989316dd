import type { User } from '../directory/directory.ts';

/** `refused` says no more than that, whatever the reason was. */
export type SignInResult =
  | { outcome: 'signed_in'; user: User }
  | { outcome: 'refused' }
  | {
      outcome: 'throttled';
      /** Whole seconds. */
      retryAfter: number;
    };
