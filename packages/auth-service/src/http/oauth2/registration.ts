import { PATHS } from '@casement/server-sdk/contract';
import type { Request, RequestHandler, Response, Router } from 'express';
import type { AuthenticationDependencies } from '../../domain/client/client-authentication.ts';
import type { AppClient } from '../../domain/client/oauth-client.ts';
import { toSeconds } from '../../domain/clock.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Limits } from '../../domain/limit/limits.ts';
import { toMetadata } from '../../domain/registration/client-metadata.ts';
import {
  findRegisteredClient,
  removeRegistration,
  updateRegistration,
} from '../../domain/registration/manage-registration.ts';
import { registerClient } from '../../domain/registration/register-client.ts';
import type { RegistrationMode } from '../../domain/registration/registration-mode.ts';
import { refuseQuery } from '../middleware/body.ts';
import { endpoint, resource } from '../middleware/endpoint.ts';
import { limitAddress } from '../middleware/limit-address.ts';
import { noteClient, noteRefusal } from '../middleware/request-log.ts';
import { readRegistration, readRegistrationUpdate } from './registration-request.ts';

export interface RegistrationDependencies
  extends Pick<AuthenticationDependencies, 'storage' | 'clock'> {
  issuer: string;
  registration: RegistrationMode;
}

/** Registration (RFC 7591) and what a registered client does with itself (RFC 7592), if the deployment has it. */
export function mountRegistration(
  router: Router,
  deps: RegistrationDependencies & { limits: Limits },
): void {
  if (deps.registration === 'off') return;
  endpoint(router, 'post', PATHS.registration, {
    handlers: [limitAddress(deps.limits, 'registrations_per_address'), registrationHandler(deps)],
  });
  resource(router, `${PATHS.registration}/:clientId`, {
    get: [readRegistrationHandler(deps)],
    put: [updateRegistrationHandler(deps)],
    delete: [removeRegistrationHandler(deps)],
  });
}

/** `POST /oauth2/register` (RFC 7591 §3): registers an app, if the deployment lets it. */
function registrationHandler(deps: RegistrationDependencies): RequestHandler {
  return answering(async (request, response) => {
    const registered = await registerClient(deps, deps.registration, {
      metadata: await readRegistration(request),
      initialAccessToken: bearerToken(request),
    });
    if (!registered) return refuseToken(response);
    const { client, clientSecret, secretExpiresAt, registrationAccessToken } = registered;
    noteClient(response, client.id);
    const secret = clientSecret !== undefined && {
      client_secret: clientSecret,
      client_secret_expires_at: secretExpiresAt === undefined ? 0 : toSeconds(secretExpiresAt),
    };
    response.status(201).json({ ...information(deps, client, registrationAccessToken), ...secret });
  });
}

/** `GET /oauth2/register/:clientId` (RFC 7592 §2.1): what is registered now, but for the secret. */
function readRegistrationHandler(deps: RegistrationDependencies): RequestHandler {
  return answering(async (request, response) => {
    const found = await authorized(deps, request, response);
    if (found) response.json(information(deps, found.client, found.token));
  });
}

/** `PUT /oauth2/register/:clientId` (RFC 7592 §2.2): replaces what is registered. */
function updateRegistrationHandler(deps: RegistrationDependencies): RequestHandler {
  return answering(async (request, response) => {
    const found = await authorized(deps, request, response);
    if (!found) return;
    const { metadata, ...presented } = await readRegistrationUpdate(request);
    const client = await updateRegistration(
      deps,
      deps.registration,
      found.client,
      metadata,
      presented,
    );
    response.json(information(deps, client, found.token));
  });
}

/** `DELETE /oauth2/register/:clientId` (RFC 7592 §2.3). */
function removeRegistrationHandler(deps: RegistrationDependencies): RequestHandler {
  return answering(async (request, response) => {
    const found = await authorized(deps, request, response);
    if (!found) return;
    await removeRegistration(deps, found.client);
    response.status(204).end();
  });
}

/** What a client is told about itself (RFC 7591 §3.2.1, RFC 7592 §3). */
function information({ issuer }: RegistrationDependencies, client: AppClient, token: string) {
  return {
    client_id: client.id,
    client_id_issued_at: toSeconds(client.createdAt),
    ...toMetadata(client),
    registration_access_token: token,
    registration_client_uri: `${issuer}${PATHS.registration}/${client.id}`,
  };
}

async function authorized(
  deps: RegistrationDependencies,
  request: Request,
  response: Response,
): Promise<{ client: AppClient; token: string } | undefined> {
  const token = bearerToken(request);
  const client = await findRegisteredClient(deps, String(request.params.clientId), token);
  if (!client || token === undefined) {
    refuseToken(response);
    return undefined;
  }
  noteClient(response, client.id);
  return { client, token };
}

/** RFC 6750 §2.1; in a header and nowhere else. */
function bearerToken(request: Request): string | undefined {
  const [scheme, token, ...rest] = request.headers.authorization?.split(' ') ?? [];
  return scheme?.toLowerCase() === 'bearer' && rest.length === 0 ? token : undefined;
}

function refuseToken(response: Response): void {
  const error = 'invalid_token';
  noteRefusal(response, error);
  response.status(401).set('WWW-Authenticate', `Bearer realm="casement", error="${error}"`).json({
    error,
    error_description:
      'Send the token for this in the Authorization header: "Bearer …". It may have expired or been revoked.',
  });
}

/** Answers faults in the metadata by the codes of RFC 7591 §3.2.2. */
function answering(
  handle: (request: Request, response: Response) => Promise<void>,
): RequestHandler {
  return async (request, response) => {
    refuseQuery(request);
    response.set('Cache-Control', 'no-store');
    try {
      await handle(request, response);
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'invalid_request')) throw error;
      const redirects = error.faults.some(({ path }) => path.startsWith('redirect_uris'));
      noteRefusal(response, error.code);
      response.status(400).json({
        error: redirects ? 'invalid_redirect_uri' : 'invalid_client_metadata',
        error_description: error.message,
        errors: error.faults,
      });
    }
  };
}
