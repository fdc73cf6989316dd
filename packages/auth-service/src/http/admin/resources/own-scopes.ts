import type { z } from 'zod';
import type { Scope } from '../../../domain/scope/scope.ts';

/** For what is one's own as well as others': who has no permission sees and ends their own only. */
export const READ_OWN: readonly Scope[] = ['read', 'read:profile', 'read:clients', 'management'];
export const WRITE_OWN: readonly Scope[] = [
  'write',
  'write:profile',
  'write:clients',
  'management',
];

/** A filter by user, in which `me` is the caller. */
export const ownOr = (reference: z.ZodString) =>
  reference.optional().describe('ID of a user; `me` for yourself.');
