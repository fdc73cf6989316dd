import { type Finding, fail, pass } from '../finding.ts';
import { headerValues, type Look } from '../look.ts';

/** Whether a verifier with these credentials would hear of revocations. */
export function securityEventsFinding(clientId: string, look: Look): Finding {
  const where = 'security_events';
  if (!look.ok)
    return fail(
      where,
      `Nothing came: ${look.message}.`,
      'The first heartbeat comes at once: let the proxy not buffer text/event-stream (nginx: proxy_buffering off), nor cut it off.',
    );
  if (look.status === 401)
    return fail(
      where,
      `The issuer does not accept the credentials of ${clientId}.`,
      'Compare them with client_id and client_secret in the auth service’s CASEMENT_DASHBOARDS_FILE; an embedded client’s do not count here.',
    );
  const type = headerValues(look.headers, 'content-type')[0] ?? 'no content type';
  if (look.status !== 200 || !type.startsWith('text/event-stream') || look.text === '')
    return fail(
      where,
      `The answer is ${look.status}, ${type}, and no event stream.`,
      'Let the proxy pass this path on to the auth service.',
    );
  return pass(where, `The stream is open to ${clientId}.`);
}
