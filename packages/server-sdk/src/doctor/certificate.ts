import { isIP } from 'node:net';
import { connect } from 'node:tls';

/** What a TLS handshake showed. */
export interface Certificate {
  /** OpenSSL's or Node's code for what is wrong with it; undefined where Node trusts it. */
  fault: string | undefined;
  /** ms since the epoch. */
  validTo: number;
  /** Such as `TLSv1.3`. */
  protocol: string;
}

/** Shakes hands and looks at the certificate, trusted or not; undefined where no handshake was possible. */
export function fetchCertificate(url: URL, timeoutMs: number): Promise<Certificate | undefined> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: Number(url.port || 443),
      // RFC 6066 §3: no IP addresses here.
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: false,
      timeout: timeoutMs,
    });
    const end = (certificate: Certificate | undefined): void => {
      socket.destroy();
      resolve(certificate);
    };
    socket.once('secureConnect', () => {
      const error = socket.authorizationError as (Error & { code?: string }) | string | undefined;
      end({
        fault: socket.authorized ? undefined : faultCode(error),
        validTo: Date.parse(socket.getPeerCertificate().valid_to),
        protocol: socket.getProtocol() ?? 'TLS',
      });
    });
    socket.once('timeout', () => end(undefined));
    socket.once('error', () => end(undefined));
  });
}

function faultCode(error: (Error & { code?: string }) | string | null | undefined): string {
  if (typeof error === 'string') return error;
  return error?.code ?? error?.message ?? 'untrusted';
}
