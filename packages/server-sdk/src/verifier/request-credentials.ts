import { type NodeRequestLike, nodeRequestAddress, nodeRequestTarget } from '../node-request.ts';
import { addressedOrigin } from '../request-address.ts';
import { webRequestAddress } from '../web-request.ts';
import { pathOfTarget } from './http-target.ts';
import { invalidProof, invalidToken } from './refused.ts';

/** A web-standard `Request`, or Node's `IncomingMessage` and what frameworks make of it. */
export type VerifiableRequest = Request | NodeRequestLike;

/** What a request brings to be verified by. */
export interface RequestCredentials {
  token: string;
  proof: string;
  method: string;
  /** The URL that the client asked for, as far as known. */
  url: string | undefined;
}

/** Where this server is seen from outside. */
export interface PublicAddress {
  /** Origin, with the path that a proxy cut off; no trailing slash. */
  publicUrl?: string | undefined;
  trustProxy?: boolean | undefined;
}

const SCHEME = 'dpop ';

/** Longer ones are not even looked at. */
const MAX_CREDENTIAL_LENGTH = 8_192;

/**
 * Takes token and proof out of a request.
 * @throws {CasementError} `invalid_token` or `invalid_dpop_proof`, with status 401
 */
export function requestCredentials(
  request: VerifiableRequest,
  address: PublicAddress,
): RequestCredentials {
  const parts = requestParts(request, address);
  // A token in a URL ends up in logs and Referer headers (RFC 6750 §2.3, §5.3).
  if (parts.query !== undefined && new URLSearchParams(parts.query).has('access_token'))
    throw invalidToken('A token in the URL is not accepted; send it as Authorization: DPoP.');
  const [authorization, ...otherTokens] = parts.authorization;
  if (authorization === undefined)
    throw invalidToken('There is no token; send Authorization: DPoP and a DPoP proof.');
  if (otherTokens.length > 0) throw invalidToken('There is more than one Authorization header.');
  if (authorization.slice(0, SCHEME.length).toLowerCase() !== SCHEME)
    throw invalidToken(
      'The token is bound to a key; send it as Authorization: DPoP, not otherwise.',
    );
  const token = /^ *([\w.-]+)$/.exec(authorization.slice(SCHEME.length))?.[1];
  if (token === undefined || token.length > MAX_CREDENTIAL_LENGTH)
    throw invalidToken('Authorization must be "DPoP" and one JWT.');
  const [proof, ...otherProofs] = parts.dpop;
  if (proof === undefined) throw invalidProof('The DPoP header is missing.');
  if (otherProofs.length > 0 || !/^[\w.-]+$/.test(proof) || proof.length > MAX_CREDENTIAL_LENGTH)
    throw invalidProof('The DPoP header must be one JWT.');
  return { token, proof, method: parts.method, url: parts.url };
}

/** What counts of a request, whatever it was made by. */
export function requestParts(request: VerifiableRequest, address: PublicAddress): RequestParts {
  return isWebRequest(request) ? webParts(request, address) : nodeParts(request, address);
}

export interface RequestParts {
  authorization: readonly string[];
  dpop: readonly string[];
  method: string;
  query: string | undefined;
  url: string | undefined;
}

function isWebRequest(request: VerifiableRequest): request is Request {
  return 'get' in request.headers && typeof request.headers.get === 'function';
}

function webParts(request: Request, { publicUrl, trustProxy }: PublicAddress): RequestParts {
  const url = new URL(request.url);
  const origin = publicUrl ?? addressedOrigin(webRequestAddress(request), trustProxy ?? false);
  // Duplicates come joined by commas, which neither of the two values can contain.
  const values = (name: string): string[] => [request.headers.get(name) ?? []].flat();
  return {
    authorization: values('authorization'),
    dpop: values('dpop'),
    method: request.method,
    query: url.search || undefined,
    url: origin === undefined ? undefined : origin + url.pathname,
  };
}

function nodeParts(
  request: NodeRequestLike,
  { publicUrl, trustProxy }: PublicAddress,
): RequestParts {
  const target = nodeRequestTarget(request);
  const origin = publicUrl ?? addressedOrigin(nodeRequestAddress(request), trustProxy ?? false);
  const path = pathOfTarget(target);
  return {
    authorization: nodeHeader(request, 'authorization'),
    dpop: nodeHeader(request, 'dpop'),
    method: request.method ?? 'GET',
    query: target.split('?', 2)[1],
    url: origin === undefined || path === undefined ? undefined : origin + path,
  };
}

/** Every value of a header: `headers` keeps the first of two Authorization fields and is silent. */
function nodeHeader(request: NodeRequestLike, name: string): readonly string[] {
  const raw = request.rawHeaders;
  if (raw !== undefined && raw.length > 0)
    return raw.filter((_, at) => at % 2 === 1 && raw[at - 1]?.toLowerCase() === name);
  const value = request.headers[name];
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
