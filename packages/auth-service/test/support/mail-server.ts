import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface MailServer {
  /** `smtp://127.0.0.1:…` */
  url: string;
  /** Everything it has accepted, in order. */
  mails: Email[];
  /** What it answers next instead of accepting; once. */
  refuseNext(when: 'recipient' | 'data', code: number): void;
  /** Accepts nothing more until it is let go; answers what lets go. */
  hold(): () => void;
  /** How many mails are being received, or are held. */
  receiving(): number;
  close(): Promise<void>;
}

/** A real SMTP server on a port of its own. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: Email[] = [];
  let refusal: { when: 'recipient' | 'data'; code: number } | undefined;
  let gate: Promise<void> = Promise.resolve();
  let receiving = 0;
  const refused = (when: 'recipient' | 'data'): Error | undefined => {
    if (refusal?.when !== when) return undefined;
    const error = Object.assign(new Error('not today'), { responseCode: refusal.code });
    refusal = undefined;
    return error;
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onRcptTo: (_address, _session, callback) => callback(refused('recipient')),
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      receiving += 1;
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const accept = async () => {
          const email = await PostalMime.parse(Buffer.concat(chunks));
          await gate;
          const error = refused('data');
          if (!error) mails.push(email);
          receiving -= 1;
          callback(error);
        };
        void accept();
      });
    },
    ...options,
  });
  // A client that goes away in the middle is part of some tests.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuseNext: (when, code) => {
      refusal = { when, code };
    },
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    receiving: () => receiving,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
