import type { Configuration } from 'oidc-provider';

/**
 * The engine's cookies. Over HTTPS their names say what browsers then hold them to (RFC 6265bis §4.1.3):
 * the session's is of this host alone, whatever its neighbours set.
 */
export function cookies(
  issuer: string,
  keys: readonly string[],
): NonNullable<Configuration['cookies']> {
  const secure = issuer.startsWith('https:');
  const name = (prefix: '__Host-' | '__Secure-', rest: string) => (secure ? prefix : '') + rest;
  const options = {
    httpOnly: true,
    sameSite: 'lax',
    signed: true,
    overwrite: true,
    secure,
  } as const;
  return {
    keys,
    names: {
      session: name('__Host-', 'casement_session'),
      interaction: name('__Secure-', 'casement_interaction'),
      resume: name('__Secure-', 'casement_resume'),
    },
    long: options,
    short: options,
  };
}
