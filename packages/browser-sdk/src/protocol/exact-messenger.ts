import type { Message, MessageHandler, Messenger } from 'penpal';

/** What a messenger needs of a `message` event that has passed the checks of source and origin. */
export interface Delivery {
  data: unknown;
  origin: string;
  ports: readonly MessagePort[];
}

export interface ExactMessengerOptions {
  remote: Window;
  /** Where the first message goes while the other side's origin is not yet known. */
  firstTargets: readonly string[];
  /** The other side has ended the connection, or its document is gone. */
  onClosed(): void;
}

/**
 * A messenger for penpal that is stricter than penpal's own: no message ever goes to `*`, nothing is
 * read before the origin has been checked, the deprecated protocol does not exist (a foreign window
 * could switch penpal's own messenger over to it), and the origin that was spoken to can be asked for.
 * The wire is penpal's: SYN and ACK through the window, the rest through a `MessagePort`.
 */
export class ExactMessenger implements Messenger {
  readonly #options: ExactMessengerOptions;
  readonly #handlers = new Set<MessageHandler>();
  #isValid: (data: unknown) => data is Message = (_data): _data is Message => false;
  #origin: string | undefined;
  #port: MessagePort | undefined;

  constructor(options: ExactMessengerOptions) {
    this.#options = options;
  }

  /** The other side's origin as the browser stated it on the handshake's messages. */
  get origin(): string | undefined {
    return this.#origin;
  }

  initialize: Messenger['initialize'] = ({ validateReceivedMessage }) => {
    this.#isValid = validateReceivedMessage;
  };

  addMessageHandler: Messenger['addMessageHandler'] = (handler) => {
    this.#handlers.add(handler);
  };

  removeMessageHandler: Messenger['removeMessageHandler'] = (handler) => {
    this.#handlers.delete(handler);
  };

  sendMessage: Messenger['sendMessage'] = (message, transfer = []) => {
    switch (message.type) {
      case 'SYN':
      case 'ACK1':
        this.#postToWindow(message, transfer);
        return;
      case 'ACK2': {
        const { port1, port2 } = new MessageChannel();
        this.#usePort(port1);
        this.#postToWindow(message, [port2, ...transfer]);
        return;
      }
      case 'CALL':
        if (this.#port === undefined) throw new Error('The other window is not connected.');
        this.#port.postMessage(message, transfer);
        return;
      default:
        // A reply that comes too late to be sent is nobody's fault and must not become a rejection.
        this.#port?.postMessage(message, transfer);
    }
  };

  /** Takes a window message; its source and origin have been checked by the caller. */
  receive({ data, origin, ports }: Delivery): void {
    if (!this.#isValid(data) || (this.#origin !== undefined && this.#origin !== origin)) return;
    if (data.type !== 'SYN' && data.type !== 'ACK1' && data.type !== 'ACK2') return;
    this.#origin = origin;
    if (data.type === 'ACK2') {
      const [port] = ports;
      if (port === undefined) return;
      this.#usePort(port);
    }
    this.#hand(data);
  }

  destroy = (): void => {
    this.#handlers.clear();
    const port = this.#port;
    this.#port = undefined;
    if (port === undefined) return;
    port.onmessage = null;
    port.removeEventListener('close', this.#closed);
    port.close();
  };

  #postToWindow(message: Message, transfer: Transferable[]): void {
    const targets = this.#origin === undefined ? this.#options.firstTargets : [this.#origin];
    for (const origin of targets) this.#options.remote.postMessage(message, origin, transfer);
  }

  #usePort(port: MessagePort): void {
    this.#port = port;
    port.addEventListener('close', this.#closed);
    // Setting the handler also starts the port.
    port.onmessage = ({ data }) => {
      if (this.#isValid(data)) this.#hand(data);
    };
  }

  #hand(message: Message): void {
    for (const handler of [...this.#handlers]) handler(message);
    if (message.type === 'DESTROY') this.#closed();
  }

  #closed = (): void => {
    this.#options.onClosed();
  };
}
