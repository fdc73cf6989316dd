import type { DashboardContext } from '../protocol/dashboard-context.ts';
import type { SessionStatus } from '../protocol/session-status.ts';
import { fail, ok, type Result } from '../result.ts';
import { parseUrl } from '../web-url.ts';

export interface ConnectOptions {
  /** The auth service, for example `https://auth.example.com`. */
  issuer: string;
  /** The embedded client; by default the `client_id` in the document's address. */
  clientId?: string;
  /**
   * Origins that `session.fetch` may send the token to, each exact. By default the frame's own; giving
   * the option replaces it.
   */
  resourceOrigins?: readonly string[];
  /**
   * The host's context as soon as the handshake is done – before authentication, for the first paint –
   * and after every change.
   */
  onContext?: (context: DashboardContext) => void;
  /** Every change of state, also before the session exists. */
  onStatusChange?: (status: SessionStatus) => void;
  /** The element whose content decides the height where the host asks for it; `document.body` by default. */
  heightElement?: HTMLElement;
  /** Gives up; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  timeouts?: FrameTimeouts;
}

/** Milliseconds. */
export interface FrameTimeouts {
  /** One handshake with the host; tried again with backoff. Default 5,000. */
  handshakeMs?: number;
  /** The host's answer to the request for a challenge code. Default 15,000. */
  challengeCodeMs?: number;
  /** One request to the auth service. Default 10,000. */
  issuerMs?: number;
  /** How long `session.fetch` waits for a token. Default 30,000. */
  tokenWaitMs?: number;
}

export interface CheckedConnectOptions {
  issuer: string;
  clientId: string;
  resourceOrigins: readonly string[];
}

/** Checks what cannot be left to the compiler; called late, with the document at hand. */
export function checkConnectOptions(options: ConnectOptions): Result<CheckedConnectOptions> {
  const invalid = (text: string) => fail('option_invalid', `connectToHost: ${text}`);
  const issuer = parseUrl(options.issuer);
  if (issuer === undefined || !/^https?:$/.test(issuer.protocol) || issuer.search || issuer.hash) {
    return invalid('issuer must be an http(s) URL without query and fragment.');
  }
  const clientId = options.clientId ?? new URLSearchParams(location.search).get('client_id');
  if (!clientId) {
    return invalid('clientId must be given, or client_id be in the frame’s address.');
  }
  const resourceOrigins = options.resourceOrigins ?? [location.origin];
  const wrong = resourceOrigins.find((origin) => parseUrl(origin)?.origin !== origin);
  if (wrong !== undefined) {
    return invalid(`resourceOrigins must be origins; ${wrong} is none.`);
  }
  return ok({ issuer: options.issuer.replace(/\/+$/, ''), clientId, resourceOrigins });
}
