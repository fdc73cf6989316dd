import { connect } from 'penpal';
import { type CasementErrorCode, messageOf } from '../errors.ts';
import { fail, ok, type Result } from '../result.ts';
import { within } from '../time-limit.ts';
import { createStrictMessenger } from './strict-messenger.ts';
import { CHANNEL } from './version.ts';

type Method = (...args: unknown[]) => unknown;

/** The value inside of the result that a remote method answers. */
type Answer<M> = M extends (...args: never[]) => infer R
  ? Awaited<R> extends Result<infer T>
    ? T
    : never
  : never;

type Arguments<M> = M extends (...args: infer A) => unknown ? A : never;

/** An established connection to the other window. */
export interface WindowConnection<Remote> {
  /** The other window's origin, as the browser stated it on the handshake. */
  readonly origin: string;
  /** Calls and waits for the result; a lost connection or no answer in `timeoutMs` is a failure. */
  call<Name extends keyof Remote & string>(
    name: Name,
    args: Arguments<Remote[Name]>,
    timeoutMs: number,
  ): Promise<Result<Answer<Remote[Name]>>>;
  /** Calls and does not care. */
  tell<Name extends keyof Remote & string>(name: Name, ...args: Arguments<Remote[Name]>): void;
  /** Ends it on both sides. Calls in flight answer a failure. */
  close(): void;
}

/** A connection whose handshake is under way. */
export interface PendingConnection<Remote> {
  /** Never rejects. Does not settle when it is closed before the handshake is done. */
  readonly established: Promise<Result<WindowConnection<Remote>>>;
  close(): void;
}

export interface WindowConnectionOptions {
  remote: Window;
  /** Exact origins that the other window may be of. */
  origins: readonly string[];
  /** What the other side may call. */
  methods: object;
  /** The code for "the other window does not answer". */
  lostCode: CasementErrorCode;
  /** It has ended, by the other side or because its document is gone; not after `close()`. */
  onClosed(): void;
  /** That window says something else before the handshake is done. */
  onOther?(data: unknown): void;
}

/** Starts penpal's handshake with the other window. */
export function openConnection<Remote>({
  remote,
  origins,
  methods,
  lostCode,
  onClosed,
  onOther,
}: WindowConnectionOptions): PendingConnection<Remote> {
  let isClosedHere = false;
  const messenger = createStrictMessenger(
    remote,
    origins,
    () => {
      if (!isClosedHere) onClosed();
    },
    onOther,
  );
  const penpal = connect<Record<string, Method>>({
    messenger,
    // Nothing inherited can be called. An exception would arrive as a rejection, and so as a failure.
    methods: Object.assign(Object.create(null), methods),
    channel: CHANNEL,
  });
  const close = (): void => {
    isClosedHere = true;
    penpal.destroy();
  };
  const lost = (why: unknown) => fail(lostCode, `The other window: ${messageOf(why)}`);

  const established = penpal.promise.then((proxy) => {
    // Asynchronous, as penpal throws at once where the connection is gone.
    const send = async (name: string, args: unknown[]): Promise<unknown> => proxy[name]?.(...args);
    const connection: WindowConnection<Remote> = {
      origin: messenger.origin(),
      async call(name, args, timeoutMs) {
        try {
          // Not penpal's own time-out, whose timer outlives the answer.
          const result = await within(timeoutMs, undefined, () => send(name, args));
          return isResult(result) ? result : lost(`no result of ${name}()`);
        } catch (thrown) {
          return lost(thrown);
        }
      },
      tell(name, ...args) {
        send(name, args).catch(() => {});
      },
      close,
    };
    return ok(connection);
  }, lost);
  return { established, close };
}

function isResult(value: unknown): value is Result<never> {
  return typeof Object(value).ok === 'boolean';
}
