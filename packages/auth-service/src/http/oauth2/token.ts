import type { RequestHandler } from 'express';
import { refuseFormerFailures } from '../../domain/limit/failed-authentication.ts';
import type { Limits } from '../../domain/limit/limits.ts';
import { basicCredentials } from '../embed/basic-credentials.ts';
import { readFormAhead, refuseQuery } from '../middleware/body.ts';
import { requestAddress } from '../middleware/request-address.ts';

/** What is refused before a token request goes to the engine: secrets in the URL, and guessing. */
export function tokenGate(limits: Limits): RequestHandler {
  return async (request, _response, next) => {
    refuseQuery(request);
    const address = requestAddress(request);
    const clientId = basicCredentials(request.headers.authorization)?.clientId;
    // Before the body is read, where that is possible.
    await refuseFormerFailures(limits, { clientId, address });
    const form = await readFormAhead(request);
    const named = form?.get('client_id') ?? undefined;
    if (clientId === undefined) await refuseFormerFailures(limits, { clientId: named, address });
    next();
  };
}
