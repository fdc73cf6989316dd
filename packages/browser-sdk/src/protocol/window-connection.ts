import { connect } from 'penpal';
import { type CasementErrorCode, messageOf } from '../errors.ts';
import { fail, type Result } from '../result.ts';
import { ExactMessenger } from './exact-messenger.ts';
import { CHANNEL } from './version.ts';

type Method = (...args: never[]) => unknown;

/** The value inside of the result that a remote method answers. */
type Answer<M> = M extends (...args: never[]) => infer R
  ? Awaited<R> extends Result<infer T>
    ? T
    : never
  : never;

type Arguments<M> = M extends (...args: infer A) => unknown ? A : never;

/** An established connection to the other window. */
export interface WindowConnection<Remote> {
  readonly origin: string;
  /** Calls and waits for the result; a lost connection or no answer in `timeoutMs` is a failure. */
  call<Name extends keyof Remote>(
    name: Name,
    args: Arguments<Remote[Name]>,
    timeoutMs: number,
  ): Promise<Result<Answer<Remote[Name]>>>;
  /** Calls and does not care. */
  tell<Name extends keyof Remote>(name: Name, ...args: Arguments<Remote[Name]>): void;
  /** Ends it on both sides. Calls in flight answer a failure. */
  close(): void;
}

export interface PendingConnection<Remote> {
  readonly messenger: ExactMessenger;
  /** Never rejects; does not settle when closed before the handshake, so race it. */
  readonly established: Promise<WindowConnection<Remote>>;
  close(): void;
}

export interface WindowConnectionOptions<Local> {
  remote: Window;
  firstTargets: readonly string[];
  methods: Local;
  /** The code for "the other window does not answer". */
  lostCode: CasementErrorCode;
  /** At most once, and not after `close()`. */
  onClosed(): void;
}

/** Starts a penpal handshake. Window messages must be handed to `messenger.receive`. */
export function openConnection<Local extends object, Remote>(
  options: WindowConnectionOptions<Local>,
): PendingConnection<Remote> {
  let isClosed = false;
  const messenger = new ExactMessenger({
    remote: options.remote,
    firstTargets: options.firstTargets,
    onClosed() {
      if (isClosed) return;
      close();
      options.onClosed();
    },
  });
  const penpal = connect<Record<string, (...args: unknown[]) => unknown>>({
    messenger,
    methods: expose(options.methods),
    channel: CHANNEL,
  });
  function close(): void {
    isClosed = true;
    penpal.destroy();
  }

  const established = penpal.promise.then((proxy): WindowConnection<Remote> => {
    const send = async (name: keyof Remote, args: unknown[]): Promise<unknown> =>
      // penpal's proxy throws at once where the connection is gone; here that is a rejection.
      proxy[name as string]?.(...args);
    return {
      origin: messenger.origin ?? '',
      async call(name, args, timeoutMs) {
        let timer: ReturnType<typeof setTimeout> | undefined;
        const late = new Promise<Result<never>>((resolve) => {
          const text = `The other window did not answer ${String(name)}() within ${timeoutMs} ms.`;
          timer = setTimeout(() => resolve(fail(options.lostCode, text)), timeoutMs);
        });
        const answer = send(name, args).then(asResult, (thrown: unknown) =>
          fail(options.lostCode, `The other window cannot be reached: ${messageOf(thrown)}`),
        );
        const result = await Promise.race([answer, late]);
        clearTimeout(timer);
        return result as Result<Answer<Remote[typeof name]>>;
      },
      tell(name, ...args) {
        send(name, args).catch(() => {});
      },
      close,
    };
  });
  // penpal rejects only when it is destroyed in the middle of the handshake.
  established.catch(() => {});
  return { messenger, established, close };
}

/**
 * The methods as the other side may call them: nothing inherited, nothing added later, and no
 * exception across windows.
 */
function expose<Local extends object>(
  methods: Local,
): Record<string, (...args: unknown[]) => unknown> {
  const exposed: Record<string, (...args: unknown[]) => unknown> = Object.create(null);
  for (const [name, method] of Object.entries<Method>(methods as Record<string, Method>)) {
    exposed[name] = async (...args) => {
      try {
        return await method(...(args as never[]));
      } catch (thrown) {
        reportError(thrown);
        return fail('internal_error', `${name}() failed; see the console of that window.`);
      }
    };
  }
  return Object.freeze(exposed);
}

function asResult(value: unknown): Result<unknown> {
  return typeof value === 'object' && value !== null && 'ok' in value
    ? (value as Result<unknown>)
    : fail('internal_error', 'The other window gave an answer that is not a result.');
}
