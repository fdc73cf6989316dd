import type { ServerResponse } from 'node:http';
import Provider, {
  type Configuration,
  errors,
  type TokenEndpointGrantContext,
  type UnknownObject,
} from 'oidc-provider';
import { DomainError } from '../domain/errors.ts';
import { countSuccessForClient, takeForClient } from '../domain/limit/client-limits.ts';
import type { Limits } from '../domain/limit/limits.ts';
import { EXPOSED } from '../http/middleware/registered-cors.ts';
import { settingsOf } from './engine-client.ts';

type GrantContext = TokenEndpointGrantContext<object>;
type Names = string | readonly string[] | ReadonlySet<string>;

const LIMIT = 'token_requests_per_client';

/**
 * The engine, which runs a grant for as many requests as its client's limits let through. The amount is of
 * the client that it has read already. A public client only says who it is, so of its requests those count
 * that succeed.
 */
export class LimitedProvider extends Provider {
  readonly #limits: Limits;

  constructor(issuer: string, configuration: Configuration, limits: Limits) {
    super(issuer, configuration);
    this.#limits = limits;
  }

  override registerGrantType<Params extends object = UnknownObject>(
    name: string,
    grant: (ctx: TokenEndpointGrantContext<Params>) => Promise<void> | void,
    ...rest: [Names?, Names?]
  ): void {
    super.registerGrantType<Params>(
      name,
      (ctx) => this.#limited(ctx, async () => grant(ctx)),
      ...rest,
    );
  }

  async #limited(ctx: GrantContext, grant: () => Promise<void>): Promise<void> {
    const { client } = ctx.oidc;
    const { clientId: id, clientAuthMethod } = client;
    const limited = { id, requestsPerMinute: settingsOf(client).requestsPerMinute };
    try {
      if (clientAuthMethod === 'none') {
        await countSuccessForClient(this.#limits, LIMIT, limited, grant);
        return;
      }
      await takeForClient(this.#limits, LIMIT, limited);
    } catch (error) {
      throw error instanceof DomainError ? handOver(ctx, error) : error;
    }
    await grant();
  }
}

/** What our own endpoints refuse, with all that is done about it, is not the engine's to answer. */
const refusals = new WeakMap<ServerResponse, DomainError>();

function handOver(ctx: GrantContext, refusal: DomainError): Error {
  refusals.set(ctx.res, refusal);
  ctx.respond = false;
  // Taken back where the page is none of the client's.
  ctx.set('Access-Control-Expose-Headers', EXPOSED);
  const error = new errors.CustomOIDCProviderError(refusal.code, refusal.message);
  // The engine writes a reason phrase beside its status, which stays.
  return Object.assign(error, { statusCode: 429 });
}

/** The refusal that the engine has left to its caller to answer. */
export const leftToAnswer = (response: ServerResponse): DomainError | undefined =>
  refusals.get(response);
