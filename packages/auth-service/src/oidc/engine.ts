import type { RequestHandler, Response } from 'express';
import type Provider from 'oidc-provider';
import type { JWK, KoaContextWithOIDC } from 'oidc-provider';
import { basicCredentials } from '../http/embed/basic-credentials.ts';
import { requestAddress } from '../http/middleware/request-address.ts';
import { noteClient, noteRefusal, requestId } from '../http/middleware/request-log.ts';
import { isRefusalCode } from '../http/refusal-code.ts';
import { correctAnswer, correctCors } from './corrections.ts';
import { fillInCodeOfLink } from './device-pages.ts';
import { settingsOf } from './engine-client.ts';
import type { FailedAuthentication } from './failed-authentication.ts';
import { guardFormPost } from './form-post.ts';
import { leftToAnswer } from './limited-provider.ts';
import { auditSignOut, goOnWithoutSession } from './logout.ts';
import { createProvider, type EngineDependencies } from './provider.ts';
import type { NotedRefusal } from './refusal-noter.ts';
import { refusedGrant, rememberRefusedGrants } from './refused-grant.ts';

export interface EngineOptions extends Omit<EngineDependencies, 'signingKeys'> {
  /**
   * The private signing keys as they are now, the one that signs first. Another array means other keys,
   * and that a new engine is made for the next request.
   */
  signingKeys: () => readonly JWK[];
  /** Hears of every request whose client did not prove who it is. */
  onAuthenticationFailed: (attempt: FailedAuthentication) => Promise<void>;
  /** Hears of everything else that is refused and belongs into the audit log. */
  onRefused: (refusal: NotedRefusal) => Promise<void>;
}

export interface Engine {
  /** Hands requests to the engine, and its answers out corrected. */
  handler: RequestHandler;
  /** The one whose keys are the present ones. */
  provider(): Provider;
}

export function createEngine({
  signingKeys,
  onAuthenticationFailed,
  onRefused,
  ...deps
}: EngineOptions): Engine {
  const { host, protocol } = new URL(deps.issuer);
  let engine:
    | { keys: readonly JWK[]; provider: Provider; handle: ReturnType<Provider['callback']> }
    | undefined;
  const current = () => {
    const keys = signingKeys();
    if (engine?.keys !== keys) {
      const provider = createProvider({ ...deps, signingKeys: keys });
      rememberRefusedGrants(provider);
      // What is sent to a client by redirect, or shown to a person, is in no body to look into.
      provider.on('authorization.error', (ctx, { error }) => {
        if (isRefusalCode(error)) noteRefusal(ctx.res as Response, error);
      });
      provider.use(async (ctx, next) => {
        await next();
        // Absent on a path that is none of the engine's.
        if (isEngineContext(ctx)) {
          fillInCodeOfLink(ctx);
          goOnWithoutSession(ctx);
          await auditSignOut(deps, ctx);
          await finish(ctx, { onAuthenticationFailed, onRefused });
        }
      });
      engine = { keys, provider, handle: provider.callback() };
    }
    return engine;
  };
  const handler: RequestHandler = async (request, response) => {
    // The engine makes addresses from the request; ours are the issuer's, whatever a client says.
    const { headers } = request;
    headers['x-forwarded-for'] = requestAddress(request);
    headers.host = host;
    delete headers['x-forwarded-host'];
    headers['x-forwarded-proto'] = protocol.slice(0, -1);
    await current().handle(request, response);
    const refusal = leftToAnswer(response);
    if (refusal) throw refusal;
  };
  return { handler, provider: () => current().provider };
}

const isEngineContext = (ctx: object): ctx is KoaContextWithOIDC => 'oidc' in ctx;

async function finish(
  ctx: KoaContextWithOIDC,
  on: Pick<EngineOptions, 'onAuthenticationFailed' | 'onRefused'>,
): Promise<void> {
  // Made by Express; the engine's context only wraps it.
  const response = ctx.res as Response;
  const { entities, params } = ctx.oidc;
  const client = entities.Client;
  correctCors(ctx, client ? settingsOf(client).corsOrigins : []);
  correctAnswer(ctx, requestId(response));
  guardFormPost(ctx);
  const error = (ctx.body as { error?: unknown } | undefined)?.error;
  if (isRefusalCode(error)) noteRefusal(response, error);
  if (error !== 'invalid_client') {
    // Whatever was refused after that, this much is proven.
    if (client) noteClient(response, client.clientId);
    const refused = refusedGrant(ctx);
    if (refused) await on.onRefused(refused);
    return;
  }
  await on.onAuthenticationFailed({
    address: ctx.ip,
    presentedId: presentedId(ctx.get('Authorization'), params?.client_id),
    clientId: client?.clientId,
  });
}

function presentedId(authorization: string, clientId: unknown): string | undefined {
  try {
    return basicCredentials(authorization)?.clientId ?? textOf(clientId);
  } catch {
    return undefined;
  }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
