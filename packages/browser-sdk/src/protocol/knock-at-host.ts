import { fail, ok, type Result } from '../result.ts';
import { limitTime } from '../time-limit.ts';
import { isNotice } from './notice.ts';
import { isWireMessage, wireMessage } from './penpal-wire.ts';
import { connectPort, type WindowConnection } from './window-connection.ts';
import type { FrameMethods, HostMethods } from './window-protocol.ts';

export type HostConnection = WindowConnection<HostMethods>;

export interface KnockOptions {
  host: Window;
  /** Exact origins that may answer; each is knocked at, and the browser delivers to the right one only. */
  allowedOrigins: readonly string[];
  methods: FrameMethods;
  timeoutMs: number;
  signal: AbortSignal;
  onClosed(): void;
}

/** One try to reach the host. The connection's origin is what the browser says, not what the host says. */
export function knockAtHost(options: KnockOptions): Promise<Result<HostConnection>> {
  const { host, allowedOrigins, methods, timeoutMs, onClosed } = options;
  return new Promise((resolve) => {
    const limit = limitTime(timeoutMs, options.signal);
    const settle = (result: Result<HostConnection>): void => {
      limit.release();
      removeEventListener('message', onMessage);
      resolve(result);
    };
    const onMessage = ({ source, origin, data }: MessageEvent): void => {
      if (source !== host || !allowedOrigins.includes(origin)) return;
      if (isNotice(data)) settle({ ok: false, failure: data.failure });
      if (!isWireMessage(data) || data.type !== 'ACK1') return;
      const { port1, port2 } = new MessageChannel();
      host.postMessage(wireMessage({ type: 'ACK2' }), origin, [port2]);
      settle(
        ok(connectPort({ port: port1, origin, methods, lostCode: 'host_unreachable', onClosed })),
      );
    };
    addEventListener('message', onMessage);
    limit.signal.addEventListener('abort', () => {
      const text = `The host page did not answer in ${timeoutMs} ms; does it use embedDashboard()?`;
      settle(fail('host_unreachable', text));
    });
    // Smaller than any other ID, so that it is always the host who leads with ACK1.
    const participantId = `!${crypto.randomUUID()}`;
    for (const origin of allowedOrigins) {
      host.postMessage(wireMessage({ type: 'SYN', participantId }), origin);
    }
  });
}
