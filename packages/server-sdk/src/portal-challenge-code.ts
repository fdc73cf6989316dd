import type {
  ChallengeCodeResponse,
  ErrorBody,
  FieldFault,
  LockedParameters,
  PortalBatchItem,
  PortalBatchResponse,
  WireErrorCode,
} from './contract/index.ts';
import { isWireErrorCode } from './contract/index.ts';
import type { EmbedClient } from './embed-client.ts';
import { CasementError, refuseConfiguration } from './errors.ts';
import { type BodyResult, isJsonContentType, parsePortalRequest } from './portal-request.ts';
import { originFault, quote } from './web-origin.ts';

type MaybePromise<T> = T | Promise<T>;

export interface ChallengeCodeHandlerOptions<Request> {
  /**
   * The portal's signed-in user of this request, from the portal's own session; null where nobody is
   * signed in, which the page is told as `login_required`. Leave out for a client with a static user.
   */
  user?: ((request: Request) => MaybePromise<{ email: string } | null | undefined>) | undefined;
  /** Filters pinned into the session, such as the tenant; decided here, never taken from the page. */
  parameters?: ((request: Request) => MaybePromise<LockedParameters | undefined>) | undefined;
  /** The portal page's origin. By default the request's own: its protocol and host. */
  origin?: string | undefined;
  /** Instead of `origin`, for one backend behind several portal addresses. */
  allowedOrigins?: readonly string[] | undefined;
  /** Which dashboard application; may be left out where only one is configured. */
  audience?: string | undefined;
  /** Believe `X-Forwarded-Proto` and `X-Forwarded-Host`; only behind a proxy that overwrites them. */
  trustProxy?: boolean | undefined;
}

/** A page's request, whatever the framework. */
export interface PortalRequest {
  method: string;
  /** The `Origin` header. */
  origin: string | null | undefined;
  contentType: string | null | undefined;
  /** The origin that the request was addressed to, undefined where that cannot be told. */
  ownOrigin: string | undefined;
  readBody(): Promise<BodyResult>;
}

/** The answer, for the framework to write. */
export interface PortalAnswer {
  status: number;
  headers: Record<string, string>;
  body: ChallengeCodeResponse | PortalBatchResponse | ErrorBody;
}

/** What comes of one request for a code. */
type CodeAnswer = PortalAnswer & { body: ChallengeCodeResponse | ErrorBody };

/**
 * Checks the options of a challenge-code handler.
 * @throws {CasementError} `configuration_invalid`
 */
export function checkHandlerOptions<Request>(options: ChallengeCodeHandlerOptions<Request>): void {
  const faults: FieldFault[] = [];
  if (options.origin !== undefined && options.allowedOrigins !== undefined)
    faults.push({ path: '', message: 'Give origin or allowedOrigins, not both.' });
  if (options.allowedOrigins !== undefined && options.allowedOrigins.length === 0)
    faults.push({ path: 'allowedOrigins', message: 'must name at least one origin.' });
  const origins = [
    ['origin', options.origin],
    ...(options.allowedOrigins ?? []).map((origin, at) => [`allowedOrigins.${at}`, origin]),
  ] as const;
  for (const [path, origin] of origins) {
    const message = origin === undefined ? undefined : originFault(origin);
    if (message !== undefined) faults.push({ path: path ?? '', message });
  }
  for (const name of ['user', 'parameters'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function')
      faults.push({ path: name, message: 'must be a function of the request.' });
  }
  refuseConfiguration('challengeCodeHandler', faults);
}

/**
 * Mints a code for the page that asks, or a batch of them, in the name of the portal's own user. A batch
 * as a whole is refused like a single request, and asks for the user and the parameters once; what came
 * of each mint is in its answer.
 *
 * Against cross-site request forgery it insists on the portal's own `Origin` and on a JSON content
 * type: browsers set the first truthfully and send the second to another site only with its leave.
 * What `user` and `parameters` throw is the portal's own fault and is thrown on.
 */
export async function answerPortalRequest<Request>(
  embed: EmbedClient,
  options: ChallengeCodeHandlerOptions<Request>,
  portal: PortalRequest,
  request: Request,
): Promise<PortalAnswer> {
  if (portal.method !== 'POST')
    return refusal(405, 'method_not_allowed', 'Use POST.', { headers: { allow: 'POST' } });
  const origin = portal.origin ?? undefined;
  const allowed = options.allowedOrigins ?? [options.origin ?? portal.ownOrigin];
  if (origin === undefined || !allowed.includes(origin))
    return refusal(403, 'origin_not_allowed', originAdvice(origin, options, portal));
  if (!isJsonContentType(portal.contentType))
    return refusal(400, 'invalid_request', 'Content-Type must be application/json.');
  const body = await portal.readBody();
  if (!body.ok) return invalid([{ path: '', message: body.fault }]);
  const asked = parsePortalRequest(body.value);
  if (!asked.ok) return invalid(asked.faults);

  const user = await options.user?.(request);
  if (options.user !== undefined && user == null)
    return refusal(401, 'login_required', 'Nobody is signed in at the portal; sign in again.');
  const parameters = await options.parameters?.(request);
  const mint = (keyThumbprint: string): Promise<CodeAnswer> =>
    embed
      .createChallengeCode({
        origin,
        keyThumbprint,
        user: user == null ? undefined : { email: user.email },
        audience: options.audience,
        parameters,
      })
      .then(
        (code) => answer(200, { challenge_code: code.challengeCode, expires_in: code.expiresIn }),
        passedOn,
      );
  const answers = await Promise.all(asked.requests.map((one) => mint(one.key_thumbprint)));
  const [first] = answers;
  return asked.form === 'single' && first !== undefined
    ? first
    : answer(200, { responses: answers.map(asBatchItem) });
}

function asBatchItem({ status, headers, body }: CodeAnswer): PortalBatchItem {
  if (!('error' in body)) return { status: 200, ...body };
  const retryAfter = headers['retry-after'];
  return {
    status,
    ...body,
    ...(retryAfter === undefined ? {} : { retry_after: Number(retryAfter) }),
  };
}

/** The issuer's refusal with its status; trouble on the way to the issuer as 503, to be retried. */
function passedOn(error: unknown): CodeAnswer {
  if (!(error instanceof CasementError)) throw error;
  const { code, status, message, retryAfterSeconds, errors } = error;
  if (isWireErrorCode(code) && status !== undefined && status >= 400 && status < 500)
    return refusal(status, code, message, {
      ...(errors === undefined ? {} : { errors }),
      headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
    });
  if (code === 'invalid_request' || code === 'configuration_invalid') throw error;
  return refusal(
    503,
    'temporarily_unavailable',
    'The auth service cannot be reached; try again later.',
    { headers: { 'retry-after': String(retryAfterSeconds ?? 2) } },
  );
}

function originAdvice<Request>(
  origin: string | undefined,
  options: ChallengeCodeHandlerOptions<Request>,
  portal: PortalRequest,
): string {
  if (origin === undefined) return 'The Origin header is missing; call from the portal’s own page.';
  if (options.origin !== undefined || options.allowedOrigins !== undefined)
    return `Origin ${quote(origin)} is not one that the handler’s origin or allowedOrigins names.`;
  const own = portal.ownOrigin === undefined ? 'unknown' : quote(portal.ownOrigin);
  return `Origin ${quote(origin)} is not the portal’s own, which is ${own} by protocol and host of the request; behind a proxy set origin, or trustProxy: true.`;
}

function invalid(errors: readonly FieldFault[]): CodeAnswer {
  const list = errors.map(({ path, message }) => `${path === '' ? 'The body' : path} ${message}`);
  return refusal(400, 'invalid_request', list.join(' '), { errors });
}

function refusal(
  status: number,
  error: WireErrorCode,
  description: string,
  extra: { errors?: readonly FieldFault[]; headers?: Record<string, string> } = {},
): CodeAnswer {
  const body: ErrorBody = { error, error_description: description };
  if (extra.errors !== undefined) body.errors = [...extra.errors];
  return answer(status, body, extra.headers);
}

function answer<Body>(
  status: number,
  body: Body,
  headers: Record<string, string> = {},
): Omit<PortalAnswer, 'body'> & { body: Body } {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    body,
  };
}
