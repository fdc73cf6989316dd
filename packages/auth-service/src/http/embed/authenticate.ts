import type { Request } from 'express';
import {
  type AuthenticatedClient,
  authenticateBySecret,
  invalidClient,
} from '../../domain/client/authenticate-client.ts';
import {
  type AssertionDependencies,
  authenticateByAssertion,
  CLIENT_ASSERTION_TYPE,
} from '../../domain/client/client-assertion.ts';
import { invalidRequest } from '../../domain/errors.ts';
import { basicCredentials } from '../middleware/basic-credentials.ts';

/**
 * Authenticates the client of a mint by exactly one method (RFC 6749 §2.3): `client_secret_basic`, or
 * `private_key_jwt` with the assertion in the JSON body.
 *
 * @throws DomainError `invalid_client`, `invalid_request`
 */
export async function authenticateClient(
  deps: AssertionDependencies,
  request: Request,
): Promise<AuthenticatedClient> {
  const basic = basicCredentials(request.headers.authorization);
  const assertion = assertionOf(request.body);
  if (basic && assertion) {
    throw invalidRequest([
      {
        path: 'client_assertion',
        message: 'Authenticate by one method only: Basic, or client_assertion.',
      },
    ]);
  }
  if (basic) return authenticateBySecret(deps, basic.clientId, basic.clientSecret);
  if (assertion === undefined) throw invalidClient();
  return authenticateByAssertion(deps, assertion);
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
