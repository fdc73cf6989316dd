import { createTransport } from 'nodemailer';
import { isLoopbackHost } from '../domain/client/allowed-origin.ts';
import { type CheckedMailer, type Delivery, SEND_DEADLINE } from '../domain/mail/mailer.ts';
import { parseSender } from '../domain/mail/sender.ts';

export interface SmtpOptions {
  /** `smtp://user:password@host:port`; with `smtps:` TLS from the first byte. */
  url: string;
  from: string;
  /** Cuts what is under way. */
  signal?: AbortSignal;
}

/** Milliseconds of waiting for the server, each. */
const PATIENCE = 20_000;

/**
 * Sends over SMTP, one connection per mail: they are few, and a kept connection fails at the worst moment.
 * A password is only ever sent under TLS, unless the server is on this machine.
 */
export function smtpMailer({ url, from, signal }: SmtpOptions): CheckedMailer {
  const { protocol, hostname, username, password } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const secure = protocol === 'smtps:';
  const { name = '', address } = parseSender(from);
  const transport = createTransport({
    host,
    port: portOf(url),
    secure,
    requireTLS: !secure && username !== '' && !isLoopbackHost(hostname),
    ...(username !== '' && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    }),
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
    dnsTimeout: PATIENCE,
    // Nothing of ours comes from a file or an address: what looks like one is a name that somebody chose.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async check() {
      try {
        await transport.verify();
        return { kind: 'ready' };
      } catch (error) {
        return { kind: 'failed', reason: reasonOf(error as SmtpError) };
      }
    },
    async send({ to, subject, text, html, language, messageId }) {
      const deadline = AbortSignal.timeout(SEND_DEADLINE);
      try {
        await transport.sendMail({
          from: { name, address },
          to,
          subject,
          text,
          html,
          messageId: `<${messageId}>`,
          // RFC 3834: no holiday reply is wanted.
          headers: {
            'Auto-Submitted': 'auto-generated',
            'X-Auto-Response-Suppress': 'All',
            'Content-Language': language,
          },
          signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
        });
        return { kind: 'accepted' };
      } catch (error) {
        return deliveryOf(error as SmtpError);
      }
    },
  };
}

/** Host and port, for people; not the password. */
export const serverOf = (url: string): string => `${new URL(url).hostname}:${portOf(url)}`;

/** Of submission (RFC 6409, RFC 8314) where none is named. */
function portOf(url: string): number {
  const { protocol, port } = new URL(url);
  return port === '' ? (protocol === 'smtps:' ? 465 : 587) : Number(port);
}

/** As far as nodemailer says it. */
interface SmtpError extends Error {
  code?: string;
  command?: string;
  responseCode?: number;
  permanent?: boolean;
  originalCode?: string;
  timeoutType?: string;
}

/** No connection came about, or none that a mail could be sent over. */
const WITHOUT_CONNECTION: ReadonlySet<string | undefined> = new Set([
  'EDNS',
  'ETLS',
  'EAUTH',
  'ENOAUTH',
  'ECONFIG',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CONNECT_TIMEOUT',
  'GREETING_TIMEOUT',
]);

/** What is about this mail; every other refusal is about the configuration, which the operator can mend. */
const ABOUT_THE_MAIL: ReadonlySet<string> = new Set(['RCPT TO', 'DATA']);

/** The server's own words are left out: some quote the address. */
const reasonOf = ({ code = 'unknown', command, responseCode, originalCode }: SmtpError): string =>
  [code, originalCode ?? command, responseCode].filter(Boolean).join(' ');

function deliveryOf(error: SmtpError): Delivery {
  const { code = 'unknown', command = '', responseCode, originalCode, timeoutType } = error;
  const reason = reasonOf(error);
  const certain =
    responseCode !== undefined ||
    [code, originalCode, timeoutType].some((sign) => WITHOUT_CONNECTION.has(sign));
  if (!certain) return { kind: 'unknown', reason };
  const permanent = error.permanent === true && ABOUT_THE_MAIL.has(command);
  return { kind: 'refused', permanent, reason };
}
