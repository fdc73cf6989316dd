import { type HostConnection, knockAtHost } from '../protocol/knock-at-host.ts';
import { sendNotice } from '../protocol/notice.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import type { FrameMethods, Welcome } from '../protocol/window-protocol.ts';
import { backoff } from '../renewal/backoff.ts';
import { severityOf } from '../renewal/severity.ts';
import { fail, ok, type Result } from '../result.ts';
import { untilAborted } from '../time-limit.ts';
import { parentOriginHint, parentWindow } from './parent-window.ts';

export interface HostLinkOptions {
  methods: FrameMethods;
  handshakeTimeoutMs: number;
  fetchAllowedOrigins(signal: AbortSignal): Promise<Result<string[]>>;
  /** After each handshake, the first and later ones. */
  onWelcome(welcome: Welcome): void;
}

/** The line to the host page; one that breaks is mended by itself, or on the next use. */
export interface HostLink {
  /** The open connection, or a new one; all who ask meanwhile share one handshake. */
  ensure(signal: AbortSignal): Promise<Result<HostConnection>>;
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
  let doors: Result<Doors> | undefined;

  function drop(): void {
    const dropped = connection;
    connection = undefined;
    dropped?.close();
  }

  async function connect(): Promise<Result<HostConnection>> {
    const { signal } = closing;
    const host = parentWindow();
    if (host === undefined) {
      return fail(
        'not_framed',
        'This page works inside of a frame only; open the page that embeds it.',
      );
    }
    if (!doors?.ok) doors = await findDoors(host, signal);
    if (!doors.ok) return doors;
    const knocked = await knockAtHost({
      host,
      ...doors.value,
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

  async function findDoors(host: Window, signal: AbortSignal): Promise<Result<Doors>> {
    const hint = parentOriginHint();
    const allowed = await options.fetchAllowedOrigins(signal);
    const found = allowed.ok ? admit(allowed.value, hint) : allowed;
    if (!found.ok && hint !== undefined) {
      sendNotice(host, hint, found.failure, severityOf(found.failure.code, false) === 'final');
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
    async ensure(signal) {
      if (connection !== undefined) return ok(connection);
      return untilAborted(share(), signal);
    },
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

/** Where to knock, and who may answer. */
interface Doors {
  allowedOrigins: string[];
  targets: string[];
}

function admit(allowedOrigins: string[], hint: string | undefined): Result<Doors> {
  if (hint === undefined) return ok({ allowedOrigins, targets: allowedOrigins });
  if (allowedOrigins.includes(hint)) return ok({ allowedOrigins: [hint], targets: [hint] });
  return fail(
    'origin_not_allowed',
    `${hint} is not an allowed origin of this client; add exactly this origin to the client, or embed from one of those it has.`,
  );
}
