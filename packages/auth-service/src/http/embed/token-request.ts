import {
  CHALLENGE_CODE_GRANT_TYPE,
  type FieldFault,
  type TokenRequest,
} from '@casement/server-sdk/contract';
import { DomainError, refuseFaults } from '../../domain/errors.ts';

const REQUIRED = ['client_id', 'challenge_code', 'embedder_origin'] as const;
const FIELDS = ['grant_type', ...REQUIRED, 'session_id'] as const;

/**
 * Reads the form of an exchange. A field given twice is a fault; unknown fields are ignored
 * (RFC 6749 §3.2).
 *
 * @throws DomainError `invalid_request`, `unsupported_grant_type`
 */
export function parseTokenRequest(form: URLSearchParams): TokenRequest {
  const faults: FieldFault[] = FIELDS.filter((path) => form.getAll(path).length > 1).map(
    (path) => ({
      path,
      message: 'Given more than once (RFC 6749 §3.2): send it once.',
    }),
  );
  refuseFaults(faults);
  const value = (field: (typeof FIELDS)[number]): string | undefined =>
    form.get(field) || undefined;
  const grantType = value('grant_type');
  if (grantType !== undefined && grantType !== CHALLENGE_CODE_GRANT_TYPE) {
    throw new DomainError(
      'unsupported_grant_type',
      `grant_type must be ${CHALLENGE_CODE_GRANT_TYPE} here.`,
    );
  }
  const [client_id, challenge_code, embedder_origin] = REQUIRED.map(value);
  if (
    grantType !== undefined &&
    client_id !== undefined &&
    challenge_code !== undefined &&
    embedder_origin !== undefined
  ) {
    const session_id = value('session_id');
    return { grant_type: grantType, client_id, challenge_code, embedder_origin, session_id };
  }
  const missing = (['grant_type', ...REQUIRED] as const).filter((field) => !value(field));
  refuseFaults(missing.map((path) => ({ path, message: 'Required.' })));
  throw new Error('unreachable: some required field is missing');
}
