import type { DebugEntry } from '../observation/debug-entry.ts';
import type { DashboardContext } from '../protocol/dashboard-context.ts';
import type { SessionStatus } from '../protocol/session-status.ts';

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
  /**
   * Tells what happens, to the console (`true`) or to a function. No code, token or address is in it; see
   * `DebugEntry`.
   */
  debug?: boolean | ((entry: DebugEntry) => void);
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

/** Checks what cannot be left to the compiler, with the document at hand; undefined where it is wrong. */
export function checkConnectOptions(options: ConnectOptions): CheckedConnectOptions | undefined {
  try {
    const { resourceOrigins = [location.origin] } = options;
    const clientId = options.clientId ?? new URLSearchParams(location.search).get('client_id');
    const { protocol, search, hash } = new URL(options.issuer);
    const isGood =
      /^https?:$/.test(protocol) &&
      !search &&
      !hash &&
      clientId &&
      resourceOrigins.every((origin) => new URL(origin).origin === origin);
    const issuer = options.issuer.replace(/\/+$/, '');
    return isGood ? { issuer, clientId, resourceOrigins } : undefined;
  } catch {
    // No URL, no options at all.
    return undefined;
  }
}
