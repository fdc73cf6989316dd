import type { SignedHeaders } from './webhook-secret.ts';

/** What became of one request. */
export interface WebhookAnswer {
  /** `undefined`: there was none. */
  status: number | undefined;
  /** `address_not_allowed`, `timeout`, or the system's error code; `undefined` where there is a status. */
  error: string | undefined;
  /** Milliseconds that the receiver asks to wait. */
  retryAfter: number | undefined;
}

/** Never rejects; ends within `SEND_DEADLINE`. */
export type WebhookSender = (
  url: string,
  body: string,
  headers: SignedHeaders,
) => Promise<WebhookAnswer>;

/** Milliseconds. */
export const SEND_DEADLINE = 15_000;
