import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http';

type LateHeaders = OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined;

/**
 * Calls back once, just before a response's headers go out, when the application has set all of its
 * own; those that it hands to `writeHead` itself are on the response by then, too.
 */
export function beforeHeaders(response: ServerResponse, callback: () => void): void {
  const original = response.writeHead;
  response.writeHead = function writeHead(
    status: number,
    reason?: string | LateHeaders,
    headers?: LateHeaders,
  ): typeof response {
    response.writeHead = original;
    const late = typeof reason === 'string' ? headers : reason;
    if (!response.headersSent) {
      for (const [name, value] of entriesOf(late)) response.setHeader(name, value);
      callback();
    }
    const line = typeof reason === 'string' ? [status, reason] : [status];
    return Reflect.apply(original, response, line);
  };
}

/** Node takes an object, or names and values in turn with a name as often as it has values. */
function entriesOf(headers: LateHeaders): Map<string, number | string | readonly string[]> {
  const entries = new Map<string, number | string | readonly string[]>();
  if (!Array.isArray(headers)) {
    for (const [name, value] of Object.entries(headers ?? {}))
      if (value !== undefined) entries.set(name, value);
    return entries;
  }
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = String(headers[at]).toLowerCase();
    const values = [entries.get(name) ?? [], headers[at + 1] ?? []].flat().map(String);
    entries.set(name, values.length === 1 ? (values[0] ?? '') : values);
  }
  return entries;
}
