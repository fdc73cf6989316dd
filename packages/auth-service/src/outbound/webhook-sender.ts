import { type Dispatcher, request } from 'undici';
import { SEND_DEADLINE, type WebhookSender } from '../domain/webhook/webhook-sender.ts';

/**
 * Sends webhooks.
 *
 * @param dispatcher guards which addresses are connected to (`guardedAgent`)
 * @param cut ends what is under way
 */
export function webhookSender(dispatcher: Dispatcher, cut: AbortSignal): WebhookSender {
  return async (url, body, signed) => {
    try {
      // Follows no redirect: its target is none that anybody has registered.
      const response = await request(url, {
        dispatcher,
        method: 'POST',
        headers: {
          ...signed,
          'content-type': 'application/json',
          'user-agent': 'Casement-Webhooks',
        },
        body,
        signal: AbortSignal.any([cut, AbortSignal.timeout(SEND_DEADLINE)]),
      });
      // Nobody reads it: what an address within the network would answer must come out nowhere.
      response.body.on('error', () => {});
      response.body.destroy();
      return {
        status: response.statusCode,
        error: undefined,
        retryAfter: secondsOf(response.headers['retry-after']),
      };
    } catch (error) {
      return { status: undefined, error: codeOf(error), retryAfter: undefined };
    }
  };
}

/** Milliseconds of a `Retry-After` in seconds; a date is not worth the trouble. */
function secondsOf(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,7}$/.test(header) ? Number(header) * 1000 : undefined;
}

function codeOf(error: unknown): string {
  const { name, code } = error as { name?: string; code?: unknown };
  if (name === 'TimeoutError') return 'timeout';
  if (name === 'AbortError') return 'cut';
  return typeof code === 'string' ? code : 'no_answer';
}
