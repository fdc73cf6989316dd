import type { z } from 'zod';
import type { UseCases } from '../../administration.ts';
import type { Permission } from '../../domain/directory/permission.ts';
import type { LocateAddress } from '../../domain/location/locate-address.ts';
import { scopesCovering } from '../../domain/scope/narrow-permissions.ts';
import type { Scope } from '../../domain/scope/scope.ts';
import type { ExportedFile } from '../../export/exported-file.ts';
import type { Caller } from './authenticate-caller.ts';
import type { ProblemCode } from './problem.ts';
import { parseBody, parseParameters, parseQuery } from './request-schema.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What a handler is given, checked. */
export interface RouteRequest<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  caller: Caller;
  /** The product's use cases, bound by what the caller may do. */
  use: UseCases;
  /** The version that `If-Match` names; `undefined`: whatever it is. */
  ifMatch: number | undefined;
  now: number;
  locate: LocateAddress;
}

/** What a handler answers. */
export interface Reply<A> {
  body: A;
  /** In place of the body. */
  file?: ExportedFile;
  /** Becomes the `ETag`; a resource without versions has one made of its content. */
  version?: number;
  /** Below the issuer, of what was made. */
  location?: string;
}

/** What a request has before it is checked. */
export interface RawRequest {
  params: Readonly<Record<string, unknown>>;
  query: URLSearchParams;
  body: unknown;
}

type Context = Pick<
  RouteRequest<unknown, unknown, unknown>,
  'caller' | 'use' | 'ifMatch' | 'now' | 'locate'
>;

/** What a route is, for the router and for its documentation alike. */
export interface Route {
  method: Method;
  /** With parameters as OpenAPI writes them: `/api/v1/users/{user_id}`. */
  path: string;
  operation: string;
  tag: string;
  summary: string;
  description: string | undefined;
  /** One of them suffices; empty: every valid token. */
  scopes: readonly Scope[];
  /** One of them suffices, where the request counts; empty: none is needed. */
  permissions: readonly Permission[];
  schemas: {
    params: z.ZodObject | undefined;
    query: z.ZodObject | undefined;
    body: z.ZodType | undefined;
    answer: z.ZodType | undefined;
  };
  /** Media types of the file that it answers with, if it does. */
  media: readonly string[];
  status: 200 | 201 | 204;
  problems: readonly ProblemCode[];
  /** Of a body, in bytes; `undefined`: the usual one. */
  bodyLimit: number | undefined;
  /** Takes `Idempotency-Key`. */
  idempotent: boolean;
  /** Whether it looks at `If-Match`. */
  precondition: 'required' | 'optional' | undefined;
  /**
   * Checks a request.
   *
   * @returns what does it and answers; its body is what the answer's schema lets through
   * @throws ApiProblem `invalid_request` with every fault
   */
  prepare(raw: RawRequest): (context: Context) => Promise<Reply<unknown>>;
}

interface RouteSpec<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  A extends z.ZodType,
> {
  method: Method;
  path: string;
  operation: string;
  tag: string;
  summary: string;
  description?: string;
  permissions?: readonly Permission[];
  /** Those that cover one of the permissions when absent. */
  scopes?: readonly Scope[];
  params?: P;
  query?: Q;
  body?: B;
  answer?: A;
  media?: readonly string[];
  bodyLimit?: number;
  /** 200 when absent; 204 without an answer. */
  status?: 201;
  problems?: readonly ProblemCode[];
  idempotent?: boolean;
  precondition?: 'required' | 'optional';
  handle(request: RouteRequest<z.output<P>, z.output<Q>, z.output<B>>): Promise<Reply<z.input<A>>>;
}

/** A route from its schemas and its handler. */
export function defineRoute<
  P extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Q extends z.ZodObject = z.ZodObject<Record<never, never>>,
  B extends z.ZodType = z.ZodUndefined,
  A extends z.ZodType = z.ZodUndefined,
>(spec: RouteSpec<P, Q, B, A>): Route {
  const { params, query, body, answer, media = [], permissions = [] } = spec;
  return {
    method: spec.method,
    path: spec.path,
    operation: spec.operation,
    tag: spec.tag,
    summary: spec.summary,
    description: spec.description,
    permissions,
    scopes: spec.scopes ?? scopesCovering(permissions),
    schemas: { params, query, body, answer },
    media,
    status: spec.status ?? (answer || media.length > 0 ? 200 : 204),
    problems: spec.problems ?? [],
    bodyLimit: spec.bodyLimit,
    idempotent: spec.idempotent ?? false,
    precondition: spec.precondition,
    prepare(raw) {
      const parsed = {
        ...{ params: parseParameters(params, raw.params), query: parseQuery(query, raw.query) },
        body: parseBody(body, raw.body),
      };
      return async (context) => {
        // The casts hold: each was parsed by that very schema, or there is none.
        const reply = await spec.handle({
          params: parsed.params as z.output<P>,
          query: parsed.query as z.output<Q>,
          body: parsed.body as z.output<B>,
          ...context,
        });
        return { ...reply, body: answer?.parse(reply.body) };
      };
    },
  };
}
