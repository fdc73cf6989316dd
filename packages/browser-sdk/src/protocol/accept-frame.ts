import type { Failure } from '../errors.ts';
import type { Dispose } from '../listeners.ts';
import { listenTo } from './listen-to.ts';
import { isNotice } from './notice.ts';
import { PROTOCOL_VERSION, versionOfChannel } from './version.ts';
import {
  openConnection,
  type PendingConnection,
  type WindowConnection,
} from './window-connection.ts';
import type { FrameMethods, HostMethods } from './window-protocol.ts';

export type FrameConnection = WindowConnection<FrameMethods>;

export interface AcceptFrameOptions {
  /** The iframe's window: the only source that is listened to. */
  frameWindow(): Window | null;
  /** The only origin that is listened to, and the only one spoken to. */
  origin: string;
  methods: HostMethods;
  onConnected(connection: FrameConnection): void;
  /** The frame's document ended the connection or is gone. A new one may connect later. */
  onLost(): void;
  /** The frame will not (`final`) or cannot now (not `final`) talk to this page. */
  onRefusal(failure: Failure, final: boolean): void;
  /** The frame speaks that other version of the protocol. */
  onOtherVersion(frame: Window, version: number): void;
}

/**
 * Waits for the frame to knock, for as long as the page lives: the frame always speaks first, so a frame
 * that reloads or reconnects is simply accepted again, on a connection of its own.
 */
export function acceptFrame(options: AcceptFrameOptions): Dispose {
  const { origin, methods } = options;
  let participant: unknown;
  let current: PendingConnection<FrameMethods> | undefined;

  function accept(remote: Window): void {
    current?.close();
    const pending = openConnection<FrameMethods>({
      remote,
      origins: [origin],
      methods,
      lostCode: 'frame_lost',
      onClosed() {
        if (current === pending) options.onLost();
      },
    });
    current = pending;
    pending.established.then((result) => {
      if (result.ok && current === pending) options.onConnected(result.value);
    });
  }

  const stopListening = listenTo(options.frameWindow, [origin], ({ source, data }) => {
    const frame = source as Window;
    if (isNotice(data)) options.onRefusal(data.failure, data.final);
    const { channel, type, participantId } = Object(data);
    const version = versionOfChannel(channel);
    if (version === undefined) return;
    if (version !== PROTOCOL_VERSION) options.onOtherVersion(frame, version);
    else if (type === 'SYN' && participantId !== participant) {
      // The connection says SYN in turn; the frame answers that with another one of its own.
      participant = participantId;
      accept(frame);
    }
  });
  return () => {
    stopListening();
    current?.close();
    current = undefined;
  };
}
