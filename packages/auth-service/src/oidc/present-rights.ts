import Provider, { type Client, errors } from 'oidc-provider';
import { presentScope } from '../domain/oauth-token/current-standing.ts';
import { grantBehind } from '../domain/oauth-token/grant-behind.ts';
import { settingsOf } from './engine-client.ts';

/**
 * Between a user's consent and a token request a client may have lost scopes, or the grant type itself. What is
 * issued then, and what the answer names, is what it still may have (RFC 6749 §3.3, §5.1). The refresh token
 * keeps what the user allowed, as §6 has it: a scope that the client gets back counts again.
 *
 * Looked at when a code or a refresh token is about to be used up, which is the last thing that happens before
 * something is issued: a request that is refused here uses nothing up.
 */
export function issueWithinPresentRights(provider: Provider): void {
  const { consume: useCode } = provider.AuthorizationCode.prototype;
  provider.AuthorizationCode.prototype.consume = async function consume() {
    const scope = remainingScope(this.scope);
    await useCode.call(this);
    this.scope = scope;
  };
  const { consume: useDeviceCode } = provider.DeviceCode.prototype;
  provider.DeviceCode.prototype.consume = async function consume() {
    // What was denied is told to the device, whatever its client may have.
    const scope = this.error === undefined ? remainingScope(this.scope) : this.scope;
    await useDeviceCode.call(this);
    this.scope = scope;
  };
  const { consume: useRefreshToken } = provider.RefreshToken.prototype;
  provider.RefreshToken.prototype.consume = async function consume() {
    const { client, params } = request();
    requireGrantBehind(client, this.gty);
    const asked = typeof params.scope === 'string' ? params.scope : this.scope;
    params.scope = remainingScope(asked);
    await useRefreshToken.call(this);
  };
}

function request(): { client: Client; params: Record<string, unknown> } {
  const { client, params } = Provider.ctx?.oidc ?? {};
  if (!client || !params) throw new Error('nothing is used up outside of a token request');
  return { client, params };
}

/** @throws errors.InvalidScope when nothing is left: a token without a scope would be good for nothing */
function remainingScope(granted = ''): string {
  const scope = presentScope(settingsOf(request().client), granted);
  if (scope !== '') return scope;
  throw new errors.InvalidScope(
    'this client may no longer ask for any scope that was granted',
    granted,
  );
}

/**
 * A refresh token goes on with the grant from which it came. `unauthorized_client` (RFC 6749 §5.2), as for a
 * code of that grant, and not `invalid_grant`: it is the client that lacks something, and once that is given
 * back the token is good.
 */
function requireGrantBehind(client: Client, gty = ''): void {
  const grant = grantBehind(gty);
  if (grant !== undefined && client.grantTypeAllowed(grant)) return;
  throw new errors.UnauthorizedClient(
    `this client no longer has the grant type ${grant ?? gty}, from which its refresh token came`,
  );
}
