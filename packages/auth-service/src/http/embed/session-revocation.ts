import type { FieldFault, SessionRevocationResponse } from '@casement/server-sdk/contract';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import {
  type AuthenticationDependencies,
  authenticateClient,
  findKnownClient,
} from '../../domain/client/client-authentication.ts';
import type { DirectoryStore } from '../../domain/directory/directory-store.ts';
import { emailFault } from '../../domain/directory/email.ts';
import {
  type RevocationTarget,
  revokeSessions,
} from '../../domain/embedded-session/revoke-sessions.ts';
import { DomainError, invalidRequest, refuseFaults } from '../../domain/errors.ts';
import { readJson } from '../middleware/body.ts';
import { noteClient } from '../middleware/request-log.ts';
import { clientCredentials } from './client-credentials.ts';
import { fieldFaults, rule } from './json-fields.ts';

const schema = z.strictObject({
  session_id: z.string().min(1, 'Must not be empty.').max(256).optional(),
  user: z.strictObject({ email: rule(emailFault) }).optional(),
  client_assertion_type: z.string().optional(),
  client_assertion: z.string().optional(),
});

type OneSelection = { sessionId: string } | { email: string };

const REASON = 'ended by the portal';

/**
 * `POST /embed/sessions/revoke` (protocol, section 6): the portal's backend ends sessions of its own
 * client, for example when its user signs out. A paused client may do so too: it only takes away.
 */
export function sessionRevocationHandler(deps: AuthenticationDependencies): RequestHandler {
  return async (request, response) => {
    const json = await readJson(request);
    const credentials = clientCredentials(request, json);
    const known = await findKnownClient(deps.storage.stores, credentials.clientId);
    const { client } = await authenticateClient(deps, credentials, known);
    noteClient(response, client.id);
    if (client.type !== 'embedded') {
      throw new DomainError(
        'unauthorized_client',
        `Client ${client.id} is not an embedded client and has no sessions to end.`,
      );
    }
    const target = await targetOf(deps.storage.stores.directory, client.id, parse(json));
    const { address } = credentials;
    const actor = { type: 'client', clientId: client.id, address } as const;
    const revoked = target ? await revokeSessions(deps, actor, target, REASON) : 0;
    const body: SessionRevocationResponse = { revoked };
    response.set('Cache-Control', 'no-store').json(body);
  };
}

/** `undefined` for an unknown user, who has no sessions. */
async function targetOf(
  directory: DirectoryStore,
  clientId: string,
  request: OneSelection,
): Promise<RevocationTarget | undefined> {
  if ('sessionId' in request) return { clientId, sessionId: request.sessionId };
  const user = await directory.findUserByEmail(request.email);
  return user && { clientId, userId: user.id };
}

function parse(body: unknown): OneSelection {
  const parsed = schema.safeParse(body, { reportInput: true });
  const faults: FieldFault[] = (parsed.error?.issues ?? []).flatMap(fieldFaults);
  refuseFaults(faults);
  const { session_id: sessionId, user } = parsed.data ?? {};
  if (sessionId !== undefined && user === undefined) return { sessionId };
  if (sessionId === undefined && user !== undefined) return { email: user.email };
  throw invalidRequest([{ path: '', message: 'Send exactly one of session_id and user.' }]);
}
