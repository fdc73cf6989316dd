import type { Request } from 'express';
import { CLIENT_ASSERTION_TYPE, claimedClient } from '../../domain/client/client-assertion.ts';
import type { ClientCredentials } from '../../domain/client/client-authentication.ts';
import { invalidClient } from '../../domain/client/invalid-client.ts';
import { invalidRequest } from '../../domain/errors.ts';
import { requestAddress } from '../middleware/request-address.ts';
import { basicCredentials } from './basic-credentials.ts';

/**
 * Reads the credentials of a mint: exactly one method (RFC 6749 §2.3), `client_secret_basic` or
 * `private_key_jwt` with the assertion in the JSON body.
 *
 * @throws DomainError `invalid_client` when there are none, `invalid_request`
 */
export function clientCredentials(request: Request, body: unknown): ClientCredentials {
  const basic = basicCredentials(request.headers.authorization);
  const assertion = assertionOf(body);
  if (basic && assertion !== undefined) {
    throw invalidRequest([
      {
        path: 'client_assertion',
        message: 'Authenticate by one method only: Basic, or client_assertion.',
      },
    ]);
  }
  const address = requestAddress(request);
  if (basic) {
    const { clientId, clientSecret: secret } = basic;
    return { method: 'secret', clientId, secret, address };
  }
  if (assertion === undefined) throw invalidClient();
  return { method: 'assertion', clientId: claimedClient(assertion), assertion, address };
}

function assertionOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { client_assertion_type: type, client_assertion: assertion } = body as Record<
    string,
    unknown
  >;
  if (type === undefined && assertion === undefined) return undefined;
  if (type === CLIENT_ASSERTION_TYPE && typeof assertion === 'string') return assertion;
  throw invalidRequest([
    {
      path: 'client_assertion_type',
      message: `private_key_jwt takes client_assertion_type ${CLIENT_ASSERTION_TYPE} and client_assertion, both strings.`,
    },
  ]);
}
