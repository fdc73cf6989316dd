import { Agent, buildConnector } from 'undici';

/**
 * A dispatcher whose connections do not keep the process alive: a stream that never ends would.
 * @param connectMs name resolution, TCP and TLS
 */
export function createStreamDispatcher(connectMs: number): Agent {
  const connect = buildConnector({ timeout: connectMs, allowH2: false });
  return new Agent({
    connections: 1,
    connect(options, callback) {
      connect(options, (...outcome) => {
        outcome[1]?.unref();
        callback(...outcome);
      });
    },
  });
}
