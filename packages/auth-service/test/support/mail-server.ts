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
  /** Answers no recipient, or no mail, until it is let go; answers what lets go. */
  hold(when?: 'recipient' | 'data'): () => void;
  /** How many are held. */
  held(): number;
  close(): Promise<void>;
}

/** A real SMTP server on a port of its own. */
export async function startMailServer(
  options: SMTPServerOptions = {},
  host = '127.0.0.1',
): Promise<MailServer> {
  const mails: Email[] = [];
  let refusal: { when: 'recipient' | 'data'; code: number } | undefined;
  const gates = { recipient: Promise.resolve(), data: Promise.resolve() };
  let held = 0;
  const pass = async (when: 'recipient' | 'data') => {
    held += 1;
    await gates[when];
    held -= 1;
  };
  const refused = (when: 'recipient' | 'data'): Error | undefined => {
    if (refusal?.when !== when) return undefined;
    const error = Object.assign(new Error('not today'), { responseCode: refusal.code });
    refusal = undefined;
    return error;
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onRcptTo: (_address, _session, callback) =>
      void pass('recipient').then(() => callback(refused('recipient'))),
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const accept = async () => {
          const email = await PostalMime.parse(Buffer.concat(chunks));
          await pass('data');
          const error = refused('data');
          if (!error) mails.push(email);
          callback(error);
        };
        void accept();
      });
    },
    ...options,
  });
  // A client that goes away in the middle is part of some tests.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://${host}:${port}`,
    mails,
    refuseNext: (when, code) => {
      refusal = { when, code };
    },
    hold: (when = 'data') => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gates[when] = promise;
      return resolve;
    },
    held: () => held,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
