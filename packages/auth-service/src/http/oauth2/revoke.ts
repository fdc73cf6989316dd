import type { RequestHandler } from 'express';
import {
  authenticateOAuthClient,
  type OAuthClientCredentials,
} from '../../domain/client/authenticate-oauth-client.ts';
import {
  type AuthenticationDependencies,
  authenticateClient,
  findKnownClient,
} from '../../domain/client/client-authentication.ts';
import { revokeOAuthToken } from '../../domain/oauth-token/revoke-oauth-token.ts';
import { revokeToken, type TokenRevocationDependencies } from '../../domain/token/revoke-token.ts';
import { readForm } from '../middleware/body.ts';
import { allowClientOrigin } from '../middleware/registered-cors.ts';
import { requestAddress } from '../middleware/request-address.ts';
import { noteClient } from '../middleware/request-log.ts';
import { formCredentials } from './form-credentials.ts';
import { tokenParameter } from './token-parameter.ts';

/**
 * `POST /oauth2/revoke` (RFC 7009): a client ends one token of its own, of whatever kind. A paused
 * client may do so too: it only takes away. `token_type_hint` and unknown fields are ignored.
 */
export function tokenRevocationHandler(
  deps: AuthenticationDependencies & TokenRevocationDependencies,
): RequestHandler {
  const { stores } = deps.storage;
  return async (request, response) => {
    const form = await readForm(request);
    const clientId = await authenticate(deps, formCredentials(request, form));
    noteClient(response, clientId);
    const { origin } = request.headers;
    if (origin !== undefined) {
      const client = await stores.clients.find(clientId);
      allowClientOrigin(response, origin, client?.type === 'app' ? client.corsOrigins : []);
    }
    const token = tokenParameter(form);
    // Only the embedded part signs its tokens, and only they have dots.
    const client = { clientId, address: requestAddress(request) };
    if (token.includes('.')) await revokeToken(deps, client, token);
    else await revokeOAuthToken(deps, client, token);
    response.status(200).set('Cache-Control', 'no-store').end();
  };
}

async function authenticate(
  deps: AuthenticationDependencies,
  credentials: OAuthClientCredentials,
): Promise<string> {
  if (credentials.method === 'none') return (await authenticateOAuthClient(deps, credentials)).id;
  const known = await findKnownClient(deps.storage.stores, credentials.clientId);
  return (await authenticateClient(deps, credentials, known)).client.id;
}
