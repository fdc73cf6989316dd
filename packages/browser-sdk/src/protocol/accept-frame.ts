import type { Failure } from '../errors.ts';
import type { Dispose } from '../listeners.ts';
import { isNotice, sendNotice } from './notice.ts';
import { CHANNEL, PROTOCOL_VERSION, versionOfChannel } from './version.ts';
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
}

/**
 * Waits for the frame to knock, for as long as the page lives: the frame always speaks first, so a frame
 * that reloads or reconnects is simply accepted again, on a connection of its own.
 */
export function acceptFrame(options: AcceptFrameOptions): Dispose {
  let current: { participant: unknown; connection: PendingConnection<FrameMethods> } | undefined;

  function accept(source: Window, participant: unknown): void {
    current?.connection.close();
    const connection = openConnection<HostMethods, FrameMethods>({
      remote: source,
      firstTargets: [options.origin],
      methods: options.methods,
      lostCode: 'frame_lost',
      onClosed() {
        if (current?.connection !== connection) return;
        current = undefined;
        options.onLost();
      },
    });
    const accepted = { participant, connection };
    current = accepted;
    connection.established.then(
      (established) => {
        if (current === accepted) options.onConnected(established);
      },
      () => {},
    );
  }

  function onMessage({ source, origin, data, ports }: MessageEvent): void {
    const frameWindow = options.frameWindow();
    if (frameWindow === null || source !== frameWindow || origin !== options.origin) return;
    if (isNotice(data)) {
      options.onRefusal(data.failure, data.final);
      return;
    }
    if (data?.namespace !== 'penpal') return;
    if (data.channel !== CHANNEL) {
      refuseVersion(frameWindow, versionOfChannel(data.channel));
      return;
    }
    if (data.type === 'SYN' && data.participantId !== current?.participant) {
      accept(frameWindow, data.participantId);
    }
    current?.connection.messenger.receive({ data, origin, ports });
  }

  function refuseVersion(frameWindow: Window, version: number | undefined): void {
    if (version === undefined) return;
    const failure: Failure = {
      code: 'protocol_mismatch',
      message: `The frame speaks version ${version} of the protocol, the page version ${PROTOCOL_VERSION}; use the same major version of @casement/browser-sdk on both sides.`,
    };
    sendNotice(frameWindow, options.origin, failure, true);
    options.onRefusal(failure, true);
  }

  addEventListener('message', onMessage);
  return () => {
    removeEventListener('message', onMessage);
    current?.connection.close();
    current = undefined;
  };
}
