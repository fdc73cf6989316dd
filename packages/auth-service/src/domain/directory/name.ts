import type { FieldFault } from '@casement/server-sdk/contract';

const NAME_MAX = 100;

/** Faults of a name that people gave: 1 to 100 characters after trimming, none of them control ones. */
export function nameFaults(name: unknown, path = 'name'): FieldFault[] {
  if (typeof name !== 'string' || name.trim() === '') {
    return [{ path, message: 'A name is required.' }];
  }
  if (name.trim().length > NAME_MAX) {
    return [{ path, message: `At most ${NAME_MAX} characters; this has ${name.trim().length}.` }];
  }
  if (/\p{Cc}/u.test(name)) return [{ path, message: 'Control characters are not allowed.' }];
  return [];
}
