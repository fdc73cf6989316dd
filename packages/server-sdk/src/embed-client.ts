import {
  type ChallengeCodeRequest,
  isChallengeCodeResponse,
  isSessionRevocationResponse,
  type LockedParameters,
  lockedNumberFaults,
  PATHS,
  type SessionRevocationRequest,
} from './contract/index.ts';
import { clientAuthentication, type EmbedClientOptions } from './embed-client-options.ts';
import { CasementError, faultText } from './errors.ts';
import { createHttpTransport, type TransportReply } from './http-transport.ts';
import { parseJson, refusalFrom } from './wire-refusal.ts';

export interface CreateChallengeCodeOptions {
  /** The portal page's origin, exactly as registered with the client. */
  origin: string;
  /** RFC 7638 SHA-256 thumbprint of the frame's key, as the host page passed it on. */
  keyThumbprint?: string | undefined;
  /** The portal's signed-in user; for a client with a dynamic user, and only there. */
  user?: { email: string } | undefined;
  /** Which dashboard application; may be left out where only one is configured. */
  audience?: string | undefined;
  /**
   * Filters that the browser cannot change: flat, at most 2 KiB as JSON, numbers up to
   * `Number.MAX_SAFE_INTEGER` (larger IDs as strings).
   */
  parameters?: LockedParameters | undefined;
  /** Ends the call early with `aborted`. */
  signal?: AbortSignal | undefined;
}

export interface ChallengeCode {
  /** For one frame, once. Hand it to the page that asked, and neither log nor store it. */
  challengeCode: string;
  /** Seconds from now. */
  expiresIn: number;
}

/** Which sessions end: one, or every one in which this client acts as a user. */
export type RevokeSessionsOptions = (
  | { sessionId: string; user?: undefined }
  | { user: { email: string }; sessionId?: undefined }
) & {
  /** Ends the call early with `aborted`. */
  signal?: AbortSignal | undefined;
};

export interface RevokedSessions {
  /** How many sessions ended; 0 where this client has no such session. */
  revoked: number;
}

/** An embedded client's side of the issuer, for the portal's backend. */
export interface EmbedClient {
  /**
   * Mints a challenge code (`POST /embed/challenge-codes`).
   * @throws {CasementError} the issuer's refusal with its code, `status` and, for `slow_down`,
   * `retryAfterSeconds`; `invalid_request` without a status for parameters that JSON cannot carry
   * exactly; or `network_error`, `timeout`, `aborted`, `unexpected_response`, `client_closed`
   */
  createChallengeCode(options: CreateChallengeCodeOptions): Promise<ChallengeCode>;
  /**
   * Ends sessions of this client, for a portal whose user signs out
   * (`POST /embed/sessions/revoke`). Their frames are refused within a second.
   * @throws {CasementError} as `createChallengeCode`; `invalid_request` where not exactly one of
   * `sessionId` and `user` is given
   */
  revokeSessions(options: RevokeSessionsOptions): Promise<RevokedSessions>;
  /** Closes the connections; later calls fail with `client_closed`. An injected dispatcher stays open. */
  close(): Promise<void>;
}

/**
 * The client of a portal's backend. Make one per process: it keeps connections alive.
 * @throws {CasementError} `configuration_invalid`, naming every faulty option
 */
export function createEmbedClient(options: EmbedClientOptions): EmbedClient {
  const authenticate = clientAuthentication(options);
  // Closures hold the credentials, not properties: nothing that prints or serialises the client
  // comes across them.
  const secrets = options.clientSecret === undefined ? [] : [options.clientSecret];
  const transport = createHttpTransport(options.issuer, options);

  function post(
    path: string,
    fields: ChallengeCodeRequest | SessionRevocationRequest,
    signal: AbortSignal | undefined,
  ): Promise<TransportReply> {
    return transport.send(async () => {
      const credentials = await authenticate();
      return {
        method: 'POST',
        path,
        headers: { 'content-type': 'application/json', ...credentials.headers },
        body: serialize({ ...fields, ...credentials.fields }),
      };
    }, signal);
  }

  return Object.freeze({
    async createChallengeCode(code: CreateChallengeCodeOptions): Promise<ChallengeCode> {
      refuseRounding(code.parameters);
      const fields: ChallengeCodeRequest = {
        origin: code.origin,
        key_thumbprint: code.keyThumbprint,
        user: code.user,
        audience: code.audience,
        parameters: code.parameters,
      };
      // Safe to repeat: a code that was minted but got lost on the way is known to nobody, is bound
      // to the frame's key and expires after a minute.
      const reply = await post(PATHS.challengeCodes, fields, code.signal);
      const body = parseJson(reply.text);
      if (reply.status === 201 && isChallengeCodeResponse(body))
        return { challengeCode: body.challenge_code, expiresIn: body.expires_in };
      throw refusalFrom(reply, 'The challenge code', secrets);
    },
    async revokeSessions({
      sessionId,
      user,
      signal,
    }: RevokeSessionsOptions): Promise<RevokedSessions> {
      if ((sessionId === undefined) === (user === undefined))
        throw new CasementError('invalid_request', 'Give exactly one of sessionId and user.');
      // Safe to repeat: what has ended stays so, though then it is not counted again.
      const fields = { session_id: sessionId, user };
      const reply = await post(PATHS.sessionRevocation, fields, signal);
      const body = parseJson(reply.text);
      if (reply.status === 200 && isSessionRevocationResponse(body))
        return { revoked: body.revoked };
      throw refusalFrom(reply, 'The revocation', secrets);
    },
    close: () => transport.close(),
  });
}

function refuseRounding(parameters: object | undefined): void {
  const errors = lockedNumberFaults(parameters ?? {});
  if (errors.length === 0) return;
  throw new CasementError('invalid_request', faultText(errors), { errors });
}

function serialize(body: object): string {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    throw new CasementError(
      'invalid_request',
      'parameters: must be plain JSON values (string, number, boolean, arrays of those).',
      { cause },
    );
  }
}
