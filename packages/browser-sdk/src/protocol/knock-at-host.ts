import { fail, ok, type Result } from '../result.ts';
import { limitTime } from '../time-limit.ts';
import { isNotice } from './notice.ts';
import { openConnection, type WindowConnection } from './window-connection.ts';
import type { FrameMethods, HostMethods } from './window-protocol.ts';

export type HostConnection = WindowConnection<HostMethods>;

export interface KnockOptions {
  host: Window;
  /** Exact origins that may answer; the first message goes to each of `targets` (a subset). */
  allowedOrigins: readonly string[];
  targets: readonly string[];
  methods: FrameMethods;
  timeoutMs: number;
  signal: AbortSignal;
  onClosed(): void;
}

/** One try to reach the host. The connection's origin is what the browser says, not what the host says. */
export async function knockAtHost(options: KnockOptions): Promise<Result<HostConnection>> {
  const { host, allowedOrigins, targets, methods, timeoutMs } = options;
  const limit = limitTime(timeoutMs, options.signal);
  const refusal = Promise.withResolvers<Result<never>>();
  const onMessage = ({ source, origin, data, ports }: MessageEvent): void => {
    if (source !== host || !allowedOrigins.includes(origin)) return;
    if (isNotice(data)) refusal.resolve({ ok: false, failure: data.failure });
    else pending.messenger.receive({ data, origin, ports });
  };
  addEventListener('message', onMessage);
  const pending = openConnection<FrameMethods, HostMethods>({
    remote: host,
    firstTargets: targets,
    methods,
    lostCode: 'host_unreachable',
    onClosed() {
      removeEventListener('message', onMessage);
      options.onClosed();
    },
  });
  limit.signal.addEventListener('abort', () => {
    const text = `The page around the frame did not answer within ${timeoutMs} ms; it must embed the frame with embedDashboard() of @casement/browser-sdk/host.`;
    refusal.resolve(fail('host_unreachable', text));
  });
  const result = await Promise.race([pending.established.then(ok), refusal.promise]);
  limit.release();
  if (!result.ok) pending.close();
  // From here on everything comes through the port.
  removeEventListener('message', onMessage);
  return result;
}
