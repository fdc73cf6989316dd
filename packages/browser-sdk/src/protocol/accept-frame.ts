import type { Failure } from '../errors.ts';
import type { Dispose } from '../listeners.ts';
import { isNotice, sendNotice } from './notice.ts';
import { isPenpalMessage, isWireMessage, wireMessage } from './penpal-wire.ts';
import { PROTOCOL_VERSION, versionOfChannel } from './version.ts';
import { connectPort, type WindowConnection } from './window-connection.ts';
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
}

/**
 * Waits for the frame to knock, for as long as the page lives: the frame always speaks first, so a frame
 * that reloads or reconnects is simply accepted again, on a connection of its own.
 */
export function acceptFrame(options: AcceptFrameOptions): Dispose {
  const { origin, methods } = options;
  let participant: string | undefined;
  let connection: FrameConnection | undefined;

  function onMessage({ source, origin: sender, data, ports }: MessageEvent): void {
    const frame = options.frameWindow();
    if (frame === null || source !== frame || sender !== origin) return;
    if (isNotice(data)) options.onRefusal(data.failure, data.final);
    else if (!isWireMessage(data)) {
      if (isPenpalMessage(data)) refuseVersion(frame, versionOfChannel(data.channel));
    } else if (data.type === 'SYN' && data.participantId !== participant) {
      participant = data.participantId;
      // Greater than any UUID, so that it is always the host who leads with ACK1.
      const participantId = `~${crypto.randomUUID()}`;
      frame.postMessage(wireMessage({ type: 'SYN', participantId }), origin);
      const methodPaths = Object.keys(methods).map((name) => [name]);
      frame.postMessage(wireMessage({ type: 'ACK1', methodPaths }), origin);
    } else if (data.type === 'ACK2' && ports[0] !== undefined) {
      accept(ports[0]);
    }
  }

  function accept(port: MessagePort): void {
    connection?.close();
    const accepted: FrameConnection = connectPort<FrameMethods>({
      port,
      origin,
      methods,
      lostCode: 'frame_lost',
      onClosed() {
        if (connection !== accepted) return;
        connection = undefined;
        options.onLost();
      },
    });
    connection = accepted;
    options.onConnected(accepted);
  }

  function refuseVersion(frame: Window, version: number | undefined): void {
    if (version === undefined) return;
    const failure: Failure = {
      code: 'protocol_mismatch',
      message: `The frame speaks protocol ${version}, the page ${PROTOCOL_VERSION}; use the same major version of the SDK in both.`,
    };
    sendNotice(frame, origin, failure, true);
    options.onRefusal(failure, true);
  }

  addEventListener('message', onMessage);
  return () => {
    removeEventListener('message', onMessage);
    connection?.close();
  };
}
