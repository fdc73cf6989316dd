import type { RequestHandler } from 'express';
import {
  type AuthenticationDependencies,
  authenticateClient,
  findKnownClient,
} from '../../domain/client/client-authentication.ts';
import { invalidRequest } from '../../domain/errors.ts';
import { revokeToken, type TokenRevocationDependencies } from '../../domain/token/revoke-token.ts';
import { clientCredentials } from '../embed/client-credentials.ts';
import { readForm } from '../middleware/body.ts';
import { noteClient } from '../middleware/request-log.ts';

/**
 * `POST /oauth2/revoke` (RFC 7009): a client ends one token of its own. A disabled client may do so too: it
 * only takes away. `token_type_hint` and unknown fields are ignored.
 */
export function tokenRevocationHandler(
  deps: AuthenticationDependencies & TokenRevocationDependencies,
): RequestHandler {
  return async (request, response) => {
    const form = await readForm(request);
    const credentials = clientCredentials(request, Object.fromEntries(form));
    const known = await findKnownClient(deps.storage.stores, credentials.clientId);
    const { client } = await authenticateClient(deps, credentials, known);
    noteClient(response, client.id);
    const [token, ...others] = form.getAll('token');
    if (!token || others.length > 0) {
      throw invalidRequest([{ path: 'token', message: 'Required, once: the access token.' }]);
    }
    await revokeToken(deps, client.id, token);
    response.status(200).set('Cache-Control', 'no-store').end();
  };
}
