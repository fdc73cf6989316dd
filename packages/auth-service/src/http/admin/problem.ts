import type { FieldFault, WireErrorCode } from '@casement/server-sdk/contract';
import type { Response } from 'express';
import { DomainError, type DomainErrorCode } from '../../domain/errors.ts';
import { snakeCase } from '../../domain/letter-case.ts';
import { respellFields } from '../../domain/referred-fields.ts';
import type { Warning } from '../../domain/warning.ts';
import { noteRefusal, requestId } from '../middleware/request-log.ts';

/** Where in the request a fault is. */
export type FaultPlace = 'body' | 'query' | 'path' | 'header';

export interface PlacedFault extends FieldFault {
  in: FaultPlace;
}

interface ProblemKind {
  status: number;
  title: string;
  /** What logs and metrics count it as: their labels are the wire's closed set. */
  counted: WireErrorCode;
}

/** Every refusal of the API: a closed set; `code` of the answer, and the end of its `type`. */
export const PROBLEMS = {
  invalid_request: kind(400, 'The request has faults', 'invalid_request'),
  invalid_token: kind(401, 'A valid access token is needed', 'invalid_token'),
  invalid_dpop_proof: kind(401, 'A valid DPoP proof is needed', 'invalid_dpop_proof'),
  insufficient_scope: kind(403, 'The token’s scope does not reach that far', 'insufficient_scope'),
  permission_required: kind(403, 'A permission is missing', 'insufficient_scope'),
  not_found: kind(404, 'There is no such thing', 'not_found'),
  method_not_allowed: kind(405, 'Not this method', 'method_not_allowed'),
  conflict: kind(409, 'It contradicts what is so already', 'invalid_request'),
  confirmation_required: kind(409, 'It has to be confirmed', 'invalid_request'),
  request_in_progress: kind(409, 'The first request with this key is under way', 'invalid_request'),
  precondition_failed: kind(412, 'It has changed meanwhile', 'invalid_request'),
  key_reused: kind(422, 'The idempotency key belongs to another request', 'invalid_request'),
  precondition_required: kind(428, 'Say which version is meant', 'invalid_request'),
  slow_down: kind(429, 'Too many requests', 'slow_down'),
  server_error: kind(500, 'Something went wrong here', 'server_error'),
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

function kind(status: number, title: string, counted: WireErrorCode): ProblemKind {
  return { status, title, counted };
}

/** A refusal of the API's own, which the domain has no word for. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: ProblemCode;
  readonly faults: readonly PlacedFault[];
  readonly headers: Readonly<Record<string, string>>;
  /** With `confirmation_required`: what has to be confirmed. */
  readonly confirmations: readonly Warning[];

  constructor(
    code: ProblemCode,
    detail: string,
    {
      faults = [],
      headers = {},
      confirmations = [],
    }: {
      faults?: readonly PlacedFault[];
      headers?: Record<string, string>;
      confirmations?: readonly Warning[];
    } = {},
  ) {
    super(detail);
    this.code = code;
    this.faults = faults;
    this.headers = headers;
    this.confirmations = confirmations;
  }
}

/** The refusal for faults, the detail saying them all. */
export function faultyRequest(faults: readonly PlacedFault[]): ApiProblem {
  return new ApiProblem('invalid_request', detailOf(faults), { faults });
}

const detailOf = (faults: readonly PlacedFault[]): string =>
  faults.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join(' ');

/** The domain's refusals in the API's words; those of other endpoints cannot happen here. */
const OF_DOMAIN: Partial<Record<DomainErrorCode, ProblemCode>> = {
  invalid_request: 'invalid_request',
  invalid_dpop_proof: 'invalid_dpop_proof',
  permission_required: 'permission_required',
  not_found: 'not_found',
  conflict: 'conflict',
  confirmation_required: 'confirmation_required',
  stale_version: 'precondition_failed',
  slow_down: 'slow_down',
};

/** What a caught error is to the caller; `undefined` for one that is nobody's business. */
export function problemOf(error: unknown): ApiProblem | undefined {
  if (error instanceof ApiProblem) return error;
  // The router's, of a path whose percent-encoding is none.
  if (error instanceof URIError) {
    const message = 'The address is not percent-encoded UTF-8.';
    return faultyRequest([{ in: 'path', path: '', message }]);
  }
  if (!(error instanceof DomainError)) return undefined;
  const code = OF_DOMAIN[error.code];
  if (!code) return undefined;
  const faults = error.faults.map(({ path, message }) => ({
    in: 'body' as const,
    path: snakeCase(path),
    message: respellFields(message, snakeCase),
  }));
  const headers = error.retryAfter === undefined ? {} : { 'Retry-After': `${error.retryAfter}` };
  const confirmations = error.confirmations.map((one) => ({ ...one, field: snakeCase(one.field) }));
  // A message of several faults has many names.
  const detail =
    code === 'invalid_request' && faults.length > 0
      ? detailOf(faults)
      : snakeCasePrefix(error.message);
  return new ApiProblem(code, detail, { faults, headers, confirmations });
}

/** Of a message that starts with the field's name. */
const snakeCasePrefix = (message: string): string =>
  respellFields(message, snakeCase).replace(/^[A-Za-z.\d]+(?=: )/, snakeCase);

/** Answers a refusal as RFC 9457 has it. */
export function sendProblem(response: Response, issuer: string, problem: ApiProblem): void {
  const { status, title, counted } = PROBLEMS[problem.code];
  noteRefusal(response, counted);
  response
    .status(status)
    .set(problem.headers)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .json({
      type: `${issuer}/api/v1/docs#problem-${problem.code}`,
      title,
      status,
      code: problem.code,
      detail: problem.message,
      ...(problem.faults.length > 0 ? { errors: problem.faults } : {}),
      ...(problem.confirmations.length > 0 ? { confirmations: problem.confirmations } : {}),
      request_id: requestId(response),
    });
}
