import type { DestroyMessage, Message, MessageHandler, Messenger } from 'penpal';
import { listenTo } from './listen-to.ts';

export interface StrictMessenger extends Messenger {
  /** The other window's origin, as the browser stated it on the handshake's messages. */
  origin(): string;
}

/**
 * What penpal sends and receives through, in place of its own `WindowMessenger`: that one posts its
 * greeting to `*`, can be switched to a deprecated protocol by any window before an origin is checked,
 * and does not tell the other side's origin. The wire is the same: the handshake goes through the
 * window, everything else through a port that only the two documents hold.
 * @param origins exact ones; each is knocked at, and the browser delivers to the right one only
 * @param onDestroyed penpal has ended the connection: on this side, on the other, or before it began
 * @param onOther that window says something else meanwhile, which is none of penpal's messages
 */
export function createStrictMessenger(
  remote: Window,
  origins: readonly string[],
  onDestroyed: () => void,
  onOther?: (data: unknown) => void,
): StrictMessenger {
  const handlers = new Set<MessageHandler>();
  let isOurs = (_data: unknown): _data is Message => false;
  let heardFrom: string | undefined;
  let port: MessagePort | undefined;

  const stopListening = listenTo(
    () => remote,
    origins,
    ({ data, origin, ports: [sent] }) => {
      if (!isOurs(data)) return onOther?.(data);
      if (!isHandshake(data)) return;
      heardFrom ??= origin;
      if (heardFrom !== origin) return;
      if (data.type === 'ACK2') {
        if (!sent) return;
        adoptPort(sent);
      }
      hand(data);
    },
  );

  function adoptPort(opened: MessagePort): void {
    // From here on nothing comes through the window any more.
    stopListening();
    port = opened;
    // Setting the handler also starts the port.
    port.onmessage = ({ data }) => {
      if (isOurs(data) && !isHandshake(data)) hand(data);
    };
    // A document that is gone has left, whether it could say so or not (not every browser tells).
    port.addEventListener('close', () => hand({ type: 'DESTROY' } as DestroyMessage));
  }

  function hand(message: Message): void {
    for (const handler of handlers) handler(message);
  }

  return {
    origin: () => heardFrom ?? '',
    initialize({ validateReceivedMessage }) {
      isOurs = validateReceivedMessage;
    },
    addMessageHandler: (handler) => handlers.add(handler),
    removeMessageHandler: (handler) => handlers.delete(handler),
    sendMessage(message) {
      // Too late is nobody's fault; a throw for a late reply would be an unhandled rejection in penpal.
      if (!isHandshake(message)) return port?.postMessage(message);
      const transfer: Transferable[] = [];
      if (message.type === 'ACK2') {
        const { port1, port2 } = new MessageChannel();
        adoptPort(port1);
        transfer.push(port2);
      }
      const targets = heardFrom === undefined ? origins : [heardFrom];
      for (const target of targets) remote.postMessage(message, target, transfer);
    },
    destroy() {
      stopListening();
      handlers.clear();
      port?.close();
      onDestroyed();
    },
  };
}

function isHandshake({ type }: Message): boolean {
  return /^(SYN|ACK)/.test(type);
}
