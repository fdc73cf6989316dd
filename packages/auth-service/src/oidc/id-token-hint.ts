import { compactVerify, decodeProtectedHeader } from 'jose';
import type Provider from 'oidc-provider';
import type { SigningKeySet } from '../domain/signing-key/signing-key-set.ts';

/**
 * The engine knows the key that signs now and no other. A hint (OpenID Connect Core §3.1.2.1) is an ID
 * token of some time ago, which may be signed by a key that has retired since: it counts as long as the
 * key is published.
 */
export function acceptHintsOfRetiredKeys(
  provider: Provider,
  signingKeys: Pick<SigningKeySet, 'active' | 'find'>,
): void {
  const { IdToken } = provider;
  const { validate } = IdToken;
  IdToken.validate = async (jwt, client) => {
    const header = decodeProtectedHeader(jwt);
    const { kid = '' } = header;
    const key = kid === signingKeys.active.kid ? undefined : signingKeys.find(kid);
    if (!key) return validate.call(IdToken, jwt, client);
    const verified = await compactVerify(jwt, key, { algorithms: ['ES256'] });
    const payload = JSON.parse(new TextDecoder().decode(verified.payload)) as Record<
      string,
      unknown
    >;
    if (payload.iss !== provider.issuer || payload.aud !== client.clientId) {
      throw new Error('the hint is of another issuer, or was given to another client');
    }
    return { header, payload };
  };
}
