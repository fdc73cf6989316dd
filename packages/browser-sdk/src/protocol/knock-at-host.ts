import { messageOf } from '../errors.ts';
import { fail, type Result } from '../result.ts';
import { within } from '../time-limit.ts';
import { isNotice } from './notice.ts';
import { openConnection, type WindowConnection } from './window-connection.ts';
import type { FrameMethods, HostMethods } from './window-protocol.ts';

export type HostConnection = WindowConnection<HostMethods>;

const lostCode = 'host_unreachable';

/**
 * One try to reach the host. The connection's origin is what the browser says, not what the host says.
 * @param origins exact ones that may answer
 */
export async function knockAtHost(
  remote: Window,
  origins: readonly string[],
  methods: FrameMethods,
  timeoutMs: number,
  signal: AbortSignal,
  onClosed: () => void,
): Promise<Result<HostConnection>> {
  const { promise: refused, resolve: refuse } = Promise.withResolvers<Result<never>>();
  const pending = openConnection<HostMethods>({
    remote,
    origins,
    methods,
    lostCode,
    onClosed,
    onOther(data) {
      if (isNotice(data)) refuse({ ok: false, failure: data.failure });
    },
  });
  const result = await within(timeoutMs, signal, () =>
    Promise.race([pending.established, refused]),
  ).catch((thrown) => fail(lostCode, `${messageOf(thrown)} from embedDashboard()`));
  if (!result.ok) pending.close();
  return result;
}
