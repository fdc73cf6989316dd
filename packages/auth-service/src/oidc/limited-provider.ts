import type { ServerResponse } from 'node:http';
import Provider, {
  type Client,
  type Configuration,
  errors,
  type KoaContextWithOIDC,
  type TokenEndpointGrantContext,
  type UnknownObject,
} from 'oidc-provider';
import { DomainError } from '../domain/errors.ts';
import { countSuccessForClient, takeForClient } from '../domain/limit/client-limits.ts';
import type { Limits } from '../domain/limit/limits.ts';
import { EXPOSED } from '../http/middleware/registered-cors.ts';
import { settingsOf } from './engine-client.ts';

type Names = string | readonly string[] | ReadonlySet<string>;

const LIMIT = 'token_requests_per_client';

/**
 * The engine, which runs a grant for as many requests as its client's limits let through. The amount is of
 * the client that it has read already. A public client only says who it is, so of its requests those count
 * that use something up: only who holds a code or a refresh token of the client's gets that far.
 */
export class LimitedProvider extends Provider {
  readonly #limits: Limits;

  constructor(issuer: string, configuration: Configuration, limits: Limits) {
    super(issuer, configuration);
    this.#limits = limits;
    this.#limitUse(this.AuthorizationCode.prototype);
    this.#limitUse(this.DeviceCode.prototype);
    this.#limitUse(this.RefreshToken.prototype);
  }

  override registerGrantType<Params extends object = UnknownObject>(
    name: string,
    grant: (ctx: TokenEndpointGrantContext<Params>) => Promise<void> | void,
    ...rest: [Names?, Names?]
  ): void {
    super.registerGrantType<Params>(
      name,
      async (ctx) => {
        if (!isPublic(ctx.oidc.client)) await this.#count(ctx, takeForClient);
        await grant(ctx);
      },
      ...rest,
    );
  }

  #limitUse(source: { consume(): Promise<void> }): void {
    const { consume } = source;
    const count = this.#count.bind(this);
    source.consume = async function limited() {
      const use = () => consume.call(this);
      const { ctx } = Provider;
      if (!ctx || !isPublic(ctx.oidc.client)) return use();
      await count(ctx, (...counted) => countSuccessForClient(...counted, use));
    };
  }

  async #count(ctx: KoaContextWithOIDC, by: typeof takeForClient): Promise<void> {
    const { client } = ctx.oidc;
    if (!client) return;
    const { requestsPerMinute } = settingsOf(client);
    try {
      await by(this.#limits, LIMIT, { id: client.clientId, requestsPerMinute });
    } catch (error) {
      throw error instanceof DomainError ? handOver(ctx, error) : error;
    }
  }
}

const isPublic = (client: Client | undefined): boolean => client?.clientAuthMethod === 'none';

/** What our own endpoints refuse, with all that is done about it, is not the engine's to answer. */
const refusals = new WeakMap<ServerResponse, DomainError>();

function handOver(ctx: KoaContextWithOIDC, refusal: DomainError): Error {
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
