import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { NotedRefusal } from './refusal-noter.ts';

/** Why a code or refresh token is refused, for the audit log only: whoever sent it learns `invalid_grant`. */
const REASONS = [
  [/already (used|consumed)|used by another request/, 'reused'],
  // What has expired is not found any more.
  [/ not found$/, 'unknown_or_expired'],
  [/^client mismatch$/, 'client_mismatch'],
  [/code_verifier|code_challenge/, 'code_verifier_mismatch'],
  [/redirect_uri mismatch$/, 'redirect_uri_mismatch'],
  [/jkt|DPoP/, 'key_mismatch'],
  [/account/, 'user_not_eligible'],
] as const satisfies readonly (readonly [RegExp, string])[];

/** What the engine threw, until its answer is looked at. */
const thrown = new WeakMap<object, Error & { error_detail?: unknown }>();

/** Remembers why the engine refuses a grant, which its answer does not say. */
export function rememberRefusedGrants(provider: Provider): void {
  provider.on('grant.error', (ctx, error) => {
    thrown.set(ctx, error);
  });
}

/** The refusal of a token request whose code or refresh token is none of its client's, or not any more. */
export function refusedGrant(ctx: KoaContextWithOIDC): NotedRefusal | undefined {
  const { client, entities, params } = ctx.oidc;
  const error = thrown.get(ctx);
  if (!client || error?.message !== 'invalid_grant') return undefined;
  const { Account, RefreshToken, AuthorizationCode } = entities;
  const { clientId } = client;
  return {
    type: 'grant.refused',
    // Everybody can name a client that has no secret.
    actor:
      client.clientAuthMethod === 'none' ? { type: 'anonymous' } : { type: 'client', clientId },
    clientId,
    userId: (Account ?? RefreshToken ?? AuthorizationCode)?.accountId,
    address: ctx.ip,
    reason: reasonOf(String(error.error_detail)),
    // One of those that the engine has: it would not have got here with another.
    details: { grant_type: String(params?.grant_type) },
  };
}

const reasonOf = (detail: string): string =>
  REASONS.find(([words]) => words.test(detail))?.[1] ?? 'invalid_grant';
