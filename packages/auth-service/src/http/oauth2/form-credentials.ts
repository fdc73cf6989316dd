import type { Request } from 'express';
import type { OAuthClientCredentials } from '../../domain/client/authenticate-oauth-client.ts';
import { CLIENT_ASSERTION_TYPE, claimedClient } from '../../domain/client/client-assertion.ts';
import { invalidClient } from '../../domain/client/invalid-client.ts';
import { type DomainError, invalidRequest } from '../../domain/errors.ts';
import { basicCredentials } from '../embed/basic-credentials.ts';
import { requestAddress } from '../middleware/request-address.ts';

/**
 * Reads how a client of the standard flows says who it is: Basic, `client_secret_post`,
 * `private_key_jwt`, or its bare `client_id`. Exactly one way (RFC 6749 §2.3).
 *
 * @throws DomainError `invalid_client` when there is none, `invalid_request`
 */
export function formCredentials(request: Request, form: URLSearchParams): OAuthClientCredentials {
  const basic = basicCredentials(request.headers.authorization);
  const value = (field: string): string | undefined => {
    const [first, ...others] = form.getAll(field);
    if (others.length > 0) throw malformed(field, 'Given more than once: send it once.');
    return first || undefined;
  };
  const [secret, assertion, type, named] = [
    value('client_secret'),
    value('client_assertion'),
    value('client_assertion_type'),
    value('client_id'),
  ];
  if ([basic, secret, assertion].filter((way) => way !== undefined).length > 1) {
    throw malformed('client_secret', 'Authenticate by one method only.');
  }
  const address = requestAddress(request);
  if (assertion !== undefined || type !== undefined) {
    if (assertion === undefined || type !== CLIENT_ASSERTION_TYPE) {
      throw malformed(
        'client_assertion_type',
        `private_key_jwt takes client_assertion_type ${CLIENT_ASSERTION_TYPE} and client_assertion.`,
      );
    }
    const clientId = claimedClient(assertion);
    if (named !== undefined && named !== clientId) throw contradiction();
    return { method: 'assertion', clientId, assertion, address };
  }
  if (basic) {
    if (named !== undefined && named !== basic.clientId) throw contradiction();
    return {
      method: 'secret',
      clientId: basic.clientId,
      secret: basic.clientSecret,
      address,
    };
  }
  if (named === undefined) throw invalidClient();
  return secret === undefined
    ? { method: 'none', clientId: named, address }
    : { method: 'secret', clientId: named, secret, address };
}

const malformed = (path: string, message: string): DomainError =>
  invalidRequest([{ path, message }]);

const contradiction = (): DomainError =>
  malformed('client_id', 'Is not the client that authenticates: send the same, or leave it out.');
