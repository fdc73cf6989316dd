import Provider, { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { DEVICE_GRANT } from '../domain/client/oauth-client.ts';
import { isScope } from '../domain/scope/scope.ts';

type EngineRequest = KoaContextWithOIDC['oidc'];

/**
 * Where the engine is laxer than the RFCs, or says something else: a grant that the client does not have
 * is `unauthorized_client` (RFC 6749 §4.1.2.1, §5.2), an unknown scope `invalid_scope` and not left out.
 * A client that asks for no scope gets all of its own (RFC 6749 §3.3).
 */
export function refuseByTheRfc(provider: Provider): void {
  const { grantTypeAllowed, responseTypeAllowed } = provider.Client.prototype;
  provider.Client.prototype.grantTypeAllowed = function allowed(type) {
    const has = grantTypeAllowed.call(this, type);
    const oidc = Provider.ctx?.oidc;
    if (!oidc?.params || grantAskedFor(oidc) !== type) return has;
    if (!has) {
      throw new errors.UnauthorizedClient(`this client does not have the grant type ${type}`);
    }
    refuseUnknownScope(oidc);
    if (SCOPE_BY_DEFAULT.includes(type)) oidc.params.scope ??= this.scope;
    return true;
  };
  // What the engine asks first about a client that sends somebody to sign in.
  provider.Client.prototype.responseTypeAllowed = function allowed(type) {
    if (!responseTypeAllowed.call(this, type)) {
      throw new errors.UnauthorizedClient('this client does not have the grant authorization_code');
    }
    const oidc = Provider.ctx?.oidc;
    if (oidc?.params) {
      refuseUnknownScope(oidc);
      oidc.params.scope ??= this.scope;
    }
    return true;
  };
}

/** Grants that take their scope from this request, and not from one before. */
const SCOPE_BY_DEFAULT: readonly string[] = ['client_credentials', DEVICE_GRANT];

/** The grant that a request is about, at the endpoints that authenticate its client. */
function grantAskedFor({ route, params }: EngineRequest): unknown {
  if (route === 'device_authorization') return DEVICE_GRANT;
  return route === 'token' ? params?.grant_type : undefined;
}

function refuseUnknownScope({ params }: EngineRequest): void {
  const scope = params?.scope;
  const unknown =
    typeof scope === 'string' ? scope.split(' ').find((name) => !isScope(name)) : undefined;
  if (unknown !== undefined) throw new errors.InvalidScope('unknown scope', unknown);
}
