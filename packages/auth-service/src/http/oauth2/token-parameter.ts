import { invalidRequest } from '../../domain/errors.ts';

/**
 * The token that a request is about. `token_type_hint` and unknown fields are ignored.
 *
 * @throws DomainError `invalid_request` unless there is exactly one
 */
export function tokenParameter(form: URLSearchParams): string {
  const [token, ...others] = form.getAll('token');
  if (token && others.length === 0) return token;
  throw invalidRequest([{ path: 'token', message: 'Required, once: the token.' }]);
}
