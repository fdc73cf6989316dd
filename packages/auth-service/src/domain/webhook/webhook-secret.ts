import { createHmac } from 'node:crypto';
import { randomBytes } from '../random-bytes.ts';
import { decryptJwk, encryptJwk } from '../signing-key/key-encryption.ts';

/** As Standard Webhooks writes a symmetric secret: 24 to 64 bytes in base64 behind a prefix. */
const PREFIX = 'whsec_';
const BYTES = 32;

export const newWebhookSecret = (): string => PREFIX + randomBytes(BYTES).toString('base64');

/** For the database: unlike a client's secret it is needed again, to sign. */
export function sealWebhookSecret(secret: string, encryptionKey: Uint8Array): Promise<string> {
  const k = bytesOf(secret).toString('base64url');
  return encryptJwk({ kty: 'oct', k }, encryptionKey);
}

/** Rejects when the key is not the one it was sealed with. */
export async function openWebhookSecret(
  sealed: string,
  encryptionKey: Uint8Array,
): Promise<string> {
  const { k = '' } = await decryptJwk(sealed, encryptionKey);
  return PREFIX + Buffer.from(String(k), 'base64url').toString('base64');
}

export interface SignedHeaders {
  'webhook-id': string;
  /** Seconds since the epoch. */
  'webhook-timestamp': string;
  /** One for each secret: the receiver knows one of them. */
  'webhook-signature': string;
}

/**
 * Signs a delivery (Standard Webhooks, https://www.standardwebhooks.com): HMAC-SHA256 over ID, time and body.
 *
 * @param at milliseconds since the epoch: of this attempt, since receivers refuse old ones
 */
export function signWebhook(
  secrets: readonly string[],
  id: string,
  at: number,
  body: string,
): SignedHeaders {
  const timestamp = String(Math.floor(at / 1000));
  const sign = (secret: string) =>
    createHmac('sha256', bytesOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => `v1,${sign(secret)}`).join(' '),
  };
}

const bytesOf = (secret: string): Buffer => Buffer.from(secret.slice(PREFIX.length), 'base64');
