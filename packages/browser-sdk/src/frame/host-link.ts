import { type HostConnection, knockAtHost } from '../protocol/knock-at-host.ts';
import { sendNotice } from '../protocol/notice.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import type { FrameMethods, Welcome } from '../protocol/window-protocol.ts';
import { backoff } from '../renewal/backoff.ts';
import { severityOf } from '../renewal/severity.ts';
import { fail, ok, type Result } from '../result.ts';
import { parentOriginHint } from './parent-window.ts';

export interface HostLinkOptions {
  host: Window;
  methods: FrameMethods;
  handshakeTimeoutMs: number;
  fetchAllowedOrigins(signal: AbortSignal): Promise<Result<string[]>>;
  /** After each handshake, the first and later ones. */
  onWelcome(welcome: Welcome): void;
}

/** The line to the host page; one that breaks is mended by itself, or on the next use. */
export interface HostLink {
  /** The open connection, or a new one; all who ask meanwhile share one handshake. */
  ensure(): Promise<Result<HostConnection>>;
  /** The open connection, if there is one. */
  readonly connection: HostConnection | undefined;
  /** Takes the connection for broken: the next use makes a new one. */
  drop(): void;
  close(): void;
}

export function createHostLink(options: HostLinkOptions): HostLink {
  const bootId = crypto.randomUUID();
  const closing = new AbortController();
  let connection: HostConnection | undefined;
  let mending: ReturnType<typeof setTimeout> | undefined;
  let connecting: Promise<Result<HostConnection>> | undefined;
  // The parent cannot change while this document lives, so one answer of the policy is enough; mending
  // the line does not need the auth service.
  let admitted: Result<string[]> | undefined;

  function drop(): void {
    const dropped = connection;
    connection = undefined;
    dropped?.close();
  }

  async function connect(): Promise<Result<HostConnection>> {
    const { signal } = closing;
    if (!admitted?.ok) admitted = await admit(signal);
    if (!admitted.ok) return admitted;
    const knocked = await knockAtHost({
      host: options.host,
      allowedOrigins: admitted.value,
      methods: options.methods,
      timeoutMs: options.handshakeTimeoutMs,
      signal,
      onClosed() {
        connection = undefined;
        mend(1);
      },
    });
    if (!knocked.ok) return knocked;
    const hello = { version: PROTOCOL_VERSION, bootId };
    const welcome = await knocked.value.call('hello', [hello], options.handshakeTimeoutMs);
    if (!welcome.ok || signal.aborted) {
      knocked.value.close();
      return welcome.ok ? fail('session_closed', 'The session was closed.') : welcome;
    }
    connection = knocked.value;
    options.onWelcome(welcome.value);
    return ok(knocked.value);
  }

  /** Which origins to knock at: the parent's, where the browser names it and the policy has it. */
  async function admit(signal: AbortSignal): Promise<Result<string[]>> {
    const hint = parentOriginHint();
    const allowed = await options.fetchAllowedOrigins(signal);
    const found = allowed.ok ? narrow(allowed.value, hint) : allowed;
    if (!found.ok && hint !== undefined) {
      sendNotice(
        options.host,
        hint,
        found.failure,
        severityOf(found.failure.code, false) === 'final',
      );
    }
    return found;
  }

  function share(): Promise<Result<HostConnection>> {
    connecting ??= connect().finally(() => {
      connecting = undefined;
    });
    return connecting;
  }

  function mend(failures: number): void {
    if (closing.signal.aborted) return;
    clearTimeout(mending);
    mending = setTimeout(
      async () => {
        const isMended = connection !== undefined || (await share()).ok;
        if (!isMended) mend(failures + 1);
      },
      backoff(failures, Math.random()),
    );
  }

  const goodbye = ({ persisted }: PageTransitionEvent): void => {
    if (!persisted) connection?.tell('goodbye');
  };
  addEventListener('pagehide', goodbye);
  return {
    ensure: async () => (connection === undefined ? share() : ok(connection)),
    get connection() {
      return connection;
    },
    drop,
    close() {
      removeEventListener('pagehide', goodbye);
      closing.abort();
      clearTimeout(mending);
      drop();
    },
  };
}

function narrow(allowedOrigins: string[], hint: string | undefined): Result<string[]> {
  if (hint === undefined) return ok(allowedOrigins);
  return allowedOrigins.includes(hint)
    ? ok([hint])
    : fail('origin_not_allowed', `${hint} is not an allowed origin of this client.`);
}
