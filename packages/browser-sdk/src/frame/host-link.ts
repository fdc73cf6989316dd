import { type HostConnection, knockAtHost } from '../protocol/knock-at-host.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import type { FrameMethods, Welcome } from '../protocol/window-protocol.ts';
import { backoff } from '../renewal/backoff.ts';
import { fail, ok, type Result } from '../result.ts';
import { parentOriginHint } from './parent-origin.ts';
import { loadTrouble } from './trouble.ts';

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

/**
 * @param onWelcome after each handshake, the first and later ones
 */
export function createHostLink(
  methods: FrameMethods,
  timeoutMs: number,
  fetchAllowedOrigins: (signal: AbortSignal) => Promise<Result<string[]>>,
  onWelcome: (welcome: Welcome) => void,
): HostLink {
  const hello = { version: PROTOCOL_VERSION, bootId: crypto.randomUUID() };
  const closing = new AbortController();
  const { signal } = closing;
  let connection: HostConnection | undefined;
  let mending: ReturnType<typeof setTimeout> | undefined;
  let connecting: Promise<Result<HostConnection>> | undefined;
  // The parent cannot change while this document lives, so one answer of the policy is enough; mending
  // the line does not need the auth service.
  let admitted: Result<string[]> | undefined;

  function drop(): void {
    connection?.close();
    connection = undefined;
  }

  async function connect(): Promise<Result<HostConnection>> {
    if (!admitted?.ok) admitted = await admit();
    if (!admitted.ok) return admitted;
    const knocked = await knockAtHost(
      window.parent,
      admitted.value,
      methods,
      timeoutMs,
      signal,
      () => {
        connection = undefined;
        mend(1);
      },
    );
    if (!knocked.ok) return knocked;
    const welcome = await knocked.value.call('hello', [hello], timeoutMs);
    if (!welcome.ok || signal.aborted) {
      knocked.value.close();
      return welcome.ok ? knocked : welcome;
    }
    connection = knocked.value;
    onWelcome(welcome.value);
    return knocked;
  }

  /** Which origins to knock at: the parent's, where the browser names it and the policy has it. */
  async function admit(): Promise<Result<string[]>> {
    const hint = parentOriginHint();
    const allowed = await fetchAllowedOrigins(signal);
    if (!hint) return allowed;
    const found =
      !allowed.ok || allowed.value.includes(hint)
        ? allowed
        : fail('origin_not_allowed', `${hint} is not an allowed origin of this client.`);
    if (found.ok) return ok([hint]);
    // So that the host page need not wait for this frame. Without a word it waits.
    loadTrouble().then(({ severityOf, tellHost }) => {
      tellHost(hint, found.failure, severityOf(found.failure, false) === 'final');
    }, reportError);
    return found;
  }

  async function ensure(): Promise<Result<HostConnection>> {
    if (connection) return ok(connection);
    connecting ??= connect().finally(() => {
      connecting = undefined;
    });
    return connecting;
  }

  function mend(failures: number): void {
    if (signal.aborted) return;
    clearTimeout(mending);
    mending = setTimeout(
      async () => {
        if (!(await ensure()).ok) mend(failures + 1);
      },
      backoff(failures, Math.random()),
    );
  }

  const goodbye = ({ persisted }: PageTransitionEvent): void => {
    if (!persisted) connection?.tell('goodbye');
  };
  addEventListener('pagehide', goodbye);
  return {
    ensure,
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
