import type { Request, RequestHandler, Response } from 'express';
import type { UseCases } from '../../administration.ts';
import type { Actor } from '../../domain/audit/audit-event.ts';
import { wayOut } from '../../domain/authority/require-permission.ts';
import { isBuiltIn } from '../../domain/client/built-in-client-ids.ts';
import { takeForClient } from '../../domain/limit/client-limits.ts';
import type { LimitedClient, Limits } from '../../domain/limit/limits.ts';
import type { LocateAddress } from '../../domain/location/locate-address.ts';
import type { ExportedFile } from '../../export/exported-file.ts';
import { readJsonBody } from '../middleware/body.ts';
import { allowClientOrigin } from '../middleware/registered-cors.ts';
import { noteClient } from '../middleware/request-log.ts';
import { authenticateCaller, type Caller } from './authenticate-caller.ts';
import { entityTag, expectedVersion, isKnown } from './entity-tag.ts';
import { answerOnce, type IdempotencyDependencies, type RememberedAnswer } from './idempotency.ts';
import { ApiProblem, faultyRequest, problemOf } from './problem.ts';
import { refuseDeep } from './refuse-deep.ts';
import type { Route } from './route.ts';
import { sendFile } from './send-file.ts';

export interface ServeDependencies extends IdempotencyDependencies {
  useCases: (actor: Actor) => UseCases;
  locate: LocateAddress;
  limits: Limits;
}

/** Bytes; the longest honest request deletes 500 clients by their IDs. */
const BODY_LIMIT = 64 * 1024;

/** Authenticates, authorizes, checks, acts, answers: the same for every route. */
export function serveRoute(deps: ServeDependencies, route: Route): RequestHandler {
  return async (request, response) => {
    const caller = await authenticateCaller(deps, request);
    noteClient(response, caller.clientId);
    allowClientOrigin(response, request.headers.origin, caller.corsOrigins);
    await takeForClient(deps.limits, 'admin_requests_per_client', limitedClient(caller));
    requireScope(route, caller);
    const body = await bodyOf(route, request);
    const query = new URL(request.originalUrl, deps.issuer).searchParams;
    const handle = route.prepare({ params: request.params, query, body });
    const act = async (): Promise<RememberedAnswer & { file?: ExportedFile }> => {
      const reply = await placingFaults(route, () =>
        handle({
          caller,
          use: deps.useCases(caller.actor),
          ifMatch:
            route.precondition && expectedVersion(request.header('If-Match'), route.precondition),
          now: deps.clock(),
          locate: deps.locate,
        }),
      );
      if (reply.file) return { body: undefined, headers: {}, file: reply.file };
      const { body, version, location } = reply;
      const headers = {
        ...(body === undefined ? {} : { ETag: entityTag(version, JSON.stringify(body)) }),
        ...(location === undefined ? {} : { Location: deps.issuer + location }),
      };
      return { body, headers };
    };
    if (!route.idempotent) {
      const answer = await act();
      if (answer.file) await sendFile(response, answer.file);
      else send(route, request, response, answer);
      return;
    }
    // What was answered before may hold a secret: not for somebody who could not ask for it any more.
    await requirePermissionSomewhere(deps, route, caller);
    const { replayed, ...answer } = await answerOnce(
      deps,
      {
        key: request.header('Idempotency-Key'),
        caller: `${caller.clientId} ${caller.userId ?? ''}`,
        asked: JSON.stringify([route.method, request.originalUrl, body]),
      },
      act,
    );
    if (replayed) response.set('Idempotency-Replayed', 'true');
    send(route, request, response, answer);
  };
}

/** The product's own clients are everybody's: nobody is to use them up for the others. */
function limitedClient({ clientId: id, userId, requestsPerMinute }: Caller): LimitedClient {
  return { id, requestsPerMinute, userId: isBuiltIn(id) ? userId : undefined };
}

function requireScope({ scopes }: Route, { scope }: Caller): void {
  if (scopes.length === 0) return;
  const granted = scope.split(' ');
  if (scopes.some((one) => granted.includes(one))) return;
  throw new ApiProblem(
    'insufficient_scope',
    `This takes one of the scopes ${scopes.join(', ')}; the token has ${scope || 'none'}.`,
    {
      headers: {
        'WWW-Authenticate': `Bearer realm="casement", error="insufficient_scope", scope="${scopes.join(' ')}"`,
      },
    },
  );
}

async function requirePermissionSomewhere(
  { storage }: ServeDependencies,
  { permissions }: Route,
  { actor, authority }: Caller,
): Promise<void> {
  if (permissions.length === 0) return;
  const held = [authority.everywhere, ...authority.teams.values()].flat();
  if (permissions.some((one) => held.includes(one))) return;
  const way = await wayOut(storage.stores, actor, 'some team', permissions);
  throw new ApiProblem(
    'permission_required',
    `This needs the permission ${permissions.join(' or ')} in some team at least. ${way}`,
  );
}

async function bodyOf({ schemas, bodyLimit }: Route, request: Request): Promise<unknown> {
  if (schemas.body) {
    const body = await readJsonBody(request, bodyLimit ?? BODY_LIMIT);
    refuseDeep(body);
    return body;
  }
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  if ((length === undefined || length === '0') && coding === undefined) return undefined;
  throw faultyRequest([{ in: 'body', path: '', message: 'This takes no body: send none.' }]);
}

/** The domain knows no query: its faults are where the route has the field. */
async function placingFaults<T>({ schemas }: Route, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const problem = problemOf(error);
    if (!problem || schemas.body || problem.faults.length === 0) throw error;
    const faults = problem.faults.map((fault) => ({
      ...fault,
      in: fault.path in (schemas.params?.shape ?? {}) ? ('path' as const) : ('query' as const),
    }));
    throw new ApiProblem(problem.code, problem.message, { ...problem, faults });
  }
}

function send(
  { status }: Route,
  request: Request,
  response: Response,
  { body, headers }: RememberedAnswer,
): void {
  response.set(headers).set('Cache-Control', 'no-store').status(status);
  if (body === undefined) {
    response.end();
  } else if (
    request.method === 'GET' &&
    isKnown(request.header('If-None-Match'), headers.ETag ?? '')
  ) {
    response.status(304).end();
  } else {
    response.json(body);
  }
}
