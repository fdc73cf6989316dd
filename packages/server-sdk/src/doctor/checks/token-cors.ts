import { type Finding, fail, pass } from '../finding.ts';
import { headerValues, type Look } from '../look.ts';

/** Whether a frame of this origin may exchange its codes: the preflight's answer, as a browser reads it. */
export function tokenCorsFinding(origin: string, look: Look): Finding {
  const where = 'token_cors';
  const proxy =
    'Let the proxy pass OPTIONS and its answer on to and from the auth service unchanged.';
  if (!look.ok) return fail(where, `No answer to the preflight: ${look.message}.`, proxy);
  const allowed = headerValues(look.headers, 'access-control-allow-origin').join(', ');
  if (look.status === 403 && allowed === '')
    return fail(
      where,
      `${origin} is no dashboard application’s origin.`,
      'Add it to the auth service’s CASEMENT_DASHBOARDS_FILE, exactly so, and restart the service.',
    );
  if (look.status < 200 || look.status > 299)
    return fail(where, `The preflight is answered ${look.status}.`, proxy);
  if (allowed !== origin)
    return fail(
      where,
      `Access-Control-Allow-Origin is ${allowed === '' ? 'absent' : allowed}, not ${origin}.`,
      proxy,
    );
  const headers = headerValues(look.headers, 'access-control-allow-headers')
    .join(',')
    .toLowerCase();
  if (!headers.split(',').some((name) => name.trim() === 'dpop'))
    return fail(where, 'Access-Control-Allow-Headers lacks DPoP.', proxy);
  return pass(where, `Frames of ${origin} may exchange codes.`);
}
