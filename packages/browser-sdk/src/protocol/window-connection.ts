import type { CasementErrorCode } from '../errors.ts';
import { fail, type Result } from '../result.ts';
import { isWireMessage, wireMessage } from './penpal-wire.ts';

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

export interface WindowConnectionOptions {
  port: MessagePort;
  origin: string;
  /** What the other side may call: own properties only, and no exception crosses. */
  methods: object;
  /** The code for "the other window does not answer". */
  lostCode: CasementErrorCode;
  /** The other side ended it, or its document is gone; at most once, and not after `close()`. */
  onClosed(): void;
}

/** Calls in both directions through a port that the handshake has opened. */
export function connectPort<Remote>(options: WindowConnectionOptions): WindowConnection<Remote> {
  const { port, origin, methods, lostCode } = options;
  const pending = new Map<string, (result: Result<never>) => void>();
  let isOpen = true;
  let calls = 0;

  function shut(): void {
    isOpen = false;
    port.close();
    for (const settle of pending.values())
      settle(fail(lostCode, 'The other window is not connected.'));
  }

  function lose(): void {
    if (!isOpen) return;
    shut();
    options.onClosed();
  }

  async function serve(id: string, name: unknown, args: unknown): Promise<void> {
    const isCallable = typeof name === 'string' && Object.hasOwn(methods, name);
    let value: unknown = fail('internal_error', `There is no method ${String(name)}().`);
    if (isCallable && Array.isArray(args)) {
      try {
        value = await (Reflect.get(methods, name) as Method)(...(args as never[]));
      } catch (thrown) {
        reportError(thrown);
        value = fail('internal_error', `${name}() failed; see that window’s console.`);
      }
    }
    // Too late an answer is nobody's fault.
    if (isOpen) port.postMessage(wireMessage({ type: 'REPLY', callId: id, value }));
  }

  function send(id: string, name: string, args: unknown[]): void {
    if (isOpen) port.postMessage(wireMessage({ type: 'CALL', id, methodPath: [name], args }));
  }

  // Setting the handler also starts the port.
  port.onmessage = ({ data }) => {
    if (!isWireMessage(data)) return;
    if (data.type === 'CALL') void serve(data.id, data.methodPath?.[0], data.args);
    else if (data.type === 'DESTROY') lose();
    else if (data.type === 'REPLY') pending.get(data.callId)?.(asResult(data.value));
  };
  port.addEventListener('close', lose);

  return {
    origin,
    call: (name, args, timeoutMs) =>
      new Promise((resolve) => {
        const id = String(++calls);
        const settle = (result: Result<never>): void => {
          clearTimeout(timer);
          pending.delete(id);
          resolve(result);
        };
        const timer = setTimeout(() => {
          settle(fail(lostCode, `The other window did not answer ${name}() in ${timeoutMs} ms.`));
        }, timeoutMs);
        pending.set(id, settle);
        if (isOpen) send(id, name, args);
        else settle(fail(lostCode, 'The other window is not connected.'));
      }),
    tell: (name, ...args) => send(String(++calls), name, args),
    close() {
      if (!isOpen) return;
      port.postMessage(wireMessage({ type: 'DESTROY' }));
      shut();
    },
  };
}

function asResult(value: unknown): Result<never> {
  return typeof Object(value).ok === 'boolean'
    ? (value as Result<never>)
    : fail('internal_error', 'The other window answered no result.');
}
