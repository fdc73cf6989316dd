import type { PORTAL_BATCH_MAX, PortalBatchItem } from '@casement/server-sdk/contract';
import type { ChallengeCodeRequest } from './challenge-code-request.ts';

/** A request for a code that waits for its answer. */
export interface Asking {
  readonly request: ChallengeCodeRequest;
  readonly signal: AbortSignal;
  resolve(answer: Response | Promise<Response>): void;
}

// The type is imported, not the value: this file shares no code with the rest.
const BATCH_MAX: typeof PORTAL_BATCH_MAX = 50;

/** Portal backends that do not know the batch form. */
const singleOnly = new Set<string>();

/**
 * Asks for several codes with one request (protocol, section 7) and gives each who asks the answer that
 * he would have had alone. Ends early only when all of them have gone.
 */
export function askTogether(
  href: string,
  asking: readonly Asking[],
  send: (body: object, signal: AbortSignal) => Promise<Response>,
  askAlone: (one: Asking) => void,
): void {
  for (let at = 0; at < asking.length; at += BATCH_MAX) {
    void askBatch(asking.slice(at, at + BATCH_MAX));
  }

  async function askBatch(batch: readonly Asking[]): Promise<void> {
    const answers = singleOnly.has(href) ? undefined : await answersTo(batch);
    for (const [index, one] of batch.entries()) {
      if (answers) one.resolve(answers(index));
      else if (!one.signal.aborted) askAlone(one);
    }
  }

  /** The answer to each; undefined where the backend does not know the form. */
  async function answersTo(
    batch: readonly Asking[],
  ): Promise<((index: number) => Response | Promise<Response>) | undefined> {
    try {
      const requests = batch.map(({ request }) => request);
      const response = await send({ requests }, signalOfAll(batch));
      if (!response.ok && response.status !== 400) return () => response.clone();
      const text = await response.text();
      const items = response.ok ? itemsOf(text) : undefined;
      if (items === NO_JSON) return () => new Response(text);
      if (Array.isArray(items) && items.length === batch.length) {
        return (index) => asResponse(items[index]);
      }
      singleOnly.add(href);
      return undefined;
    } catch (thrown) {
      return () => Promise.reject(thrown);
    }
  }
}

const NO_JSON = Symbol();

function itemsOf(text: string): unknown {
  try {
    return Object(JSON.parse(text)).responses;
  } catch {
    return NO_JSON;
  }
}

/** What the single form would have answered. */
function asResponse(item: PortalBatchItem | undefined): Response {
  const { status, retry_after } = Object(item);
  try {
    const headers = retry_after === undefined ? {} : { 'retry-after': String(retry_after) };
    return new Response(JSON.stringify(item), { status, headers });
  } catch {
    // No status that an answer can have: no answer to this request.
    return new Response('null');
  }
}

/** Ends when all have ended. */
function signalOfAll(batch: readonly Asking[]): AbortSignal {
  const controller = new AbortController();
  const look = (): void => {
    if (batch.every(({ signal }) => signal.aborted)) controller.abort();
  };
  for (const { signal } of batch) signal.addEventListener('abort', look);
  look();
  return controller.signal;
}
