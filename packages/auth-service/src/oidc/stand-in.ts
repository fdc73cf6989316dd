import Provider from 'oidc-provider';
import { artifactKey } from '../domain/oauth-artifact/oauth-artifact.ts';

/** In no value that the engine makes. */
const MARK = '#';

/**
 * What stands for a device code that was found by its user code: the code itself is kept nowhere, and the
 * engine saves what it found under its name.
 */
export const standIn = (key: string): string => MARK + key;

/**
 * The key under which a device code is kept. A device that presents a stand-in has read it from the
 * database, and gets nothing for it.
 */
export function deviceCodeKey(id: string): string {
  const stands = id.startsWith(MARK) && Provider.ctx?.oidc.route !== 'token';
  return stands ? id.slice(MARK.length) : artifactKey(id);
}
