import { DEVICE_GRANT } from '../../../domain/client/oauth-client.ts';

/** Nobody types a URN. */
const GRANT_NAMES: ReadonlyMap<string, string> = new Map([['device_code', DEVICE_GRANT]]);

export const grantNames = (names: readonly string[]): string[] =>
  names.map((name) => GRANT_NAMES.get(name) ?? name);
