import type { Request } from 'express';
import { z } from 'zod';
import { invalidRequest } from '../../domain/errors.ts';
import type { ClientMetadata } from '../../domain/registration/client-metadata.ts';
import { readJson } from '../middleware/body.ts';

const text = z.string().max(2000).nullish();
const texts = z.array(z.string().max(2000)).max(50).nullish();

/** Fields of RFC 7591 §2 that we have; every other one is ignored, as it says. */
const metadataSchema = z.object({
  client_name: text,
  client_uri: text,
  contacts: texts,
  application_type: text,
  redirect_uris: texts,
  post_logout_redirect_uris: texts,
  backchannel_logout_uri: text,
  token_endpoint_auth_method: text,
  grant_types: texts,
  response_types: texts,
  scope: text,
});

const updateSchema = metadataSchema.extend({
  client_id: text,
  client_secret: text,
  // The server's to say (RFC 7592 §2.2).
  registration_access_token: z.undefined('Must not be sent.').optional(),
  registration_client_uri: z.undefined('Must not be sent.').optional(),
  client_secret_expires_at: z.undefined('Must not be sent.').optional(),
  client_id_issued_at: z.undefined('Must not be sent.').optional(),
});

/** @throws DomainError `invalid_request` with every fault */
export async function readRegistration(request: Request): Promise<ClientMetadata> {
  return withoutNulls(parse(metadataSchema, await readJson(request)));
}

/** @throws DomainError `invalid_request` with every fault */
export async function readRegistrationUpdate(request: Request): Promise<{
  metadata: ClientMetadata;
  clientId: string | undefined;
  clientSecret: string | undefined;
}> {
  const { client_id, client_secret, ...metadata } = parse(updateSchema, await readJson(request));
  return {
    metadata: withoutNulls(metadata),
    clientId: client_id ?? undefined,
    clientSecret: client_secret ?? undefined,
  };
}

function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw invalidRequest(
    result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  );
}

/** `null` and what is empty are as good as absent (RFC 7591 §2, RFC 7592 §2.2). */
function withoutNulls(fields: Record<string, unknown>): ClientMetadata {
  const given = Object.entries(fields).filter(([, value]) => value !== null && value !== '');
  return Object.fromEntries(given);
}
