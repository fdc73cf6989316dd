import { invalidRequest } from '../../domain/errors.ts';

export interface BasicCredentials {
  clientId: string;
  clientSecret: string;
}

/**
 * Client ID and secret from `Authorization: Basic` (RFC 7617), each form-decoded (RFC 6749 §2.3.1).
 * `undefined` when there is no Basic header; a Basic header that cannot be read is a fault.
 */
export function basicCredentials(header: string | undefined): BasicCredentials | undefined {
  const encoded = /^basic +(\S+) *$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  try {
    if (colon < 0) throw new SyntaxError('no colon');
    return {
      clientId: formDecode(text.slice(0, colon)),
      clientSecret: formDecode(text.slice(colon + 1)),
    };
  } catch {
    throw invalidRequest([
      {
        path: 'Authorization',
        message:
          'Basic credentials are base64 of client_id:client_secret, each form-encoded (RFC 6749 §2.3.1).',
      },
    ]);
  }
}

/** Throws on a broken percent-encoding. */
function formDecode(text: string): string {
  // Our own IDs and secrets need no encoding.
  return /[%+]/.test(text) ? decodeURIComponent(text.replaceAll('+', ' ')) : text;
}
