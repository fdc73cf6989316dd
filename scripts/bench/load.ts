/** Puts load on one endpoint and reads what came back. */
import autocannon from 'autocannon';

export interface Load {
  /** Requests per second over the round. */
  throughput: number;
  /** Milliseconds that 99 of 100 requests stayed below. */
  p99: number;
}

export interface Target {
  url: string;
  headers: Record<string, string>;
  /** The request body, or one body with its headers for each request in turn. */
  body: string | { body: string; headers: Record<string, string> }[];
  /** Sees every answer's body. */
  onAnswer?: (body: string) => void;
}

const CONNECTIONS = 32;

/**
 * Sends `amount` POST requests over 32 keep-alive connections.
 * @throws Error when a single answer is not 2xx: a benchmark of refusals would say nothing
 */
export async function load(
  { url, headers, body, onAnswer }: Target,
  amount: number,
): Promise<Load> {
  let sent = 0;
  let refusal: string | undefined;
  // Taken by the answers: the tool's own clock counts whole samples of a second.
  const startedAt = performance.now();
  let lastAnswerAt = startedAt;

  const setupRequest = (request: autocannon.Request): autocannon.Request => {
    const next = typeof body === 'string' ? { body, headers: {} } : body[sent++ % body.length];
    return { ...request, body: next?.body, headers: { ...headers, ...next?.headers } };
  };
  const onResponse = (status: number, answer: string) => {
    lastAnswerAt = performance.now();
    if (status < 200 || status > 299) refusal ??= `${status}: ${answer}`;
    else onAnswer?.(answer);
  };

  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    amount,
    requests: [{ method: 'POST', setupRequest, onResponse }],
  });
  if (refusal !== undefined || result.errors > 0) {
    throw new Error(`${url}: ${refusal ?? `${result.errors} connection errors`}`);
  }
  return { throughput: (amount * 1000) / (lastAnswerAt - startedAt), p99: result.latency.p99 };
}
