import { contained } from '../contained.ts';
import { CasementError } from '../errors.ts';
import type { NodeRequestLike } from '../node-request.ts';
import type { EmbeddedSession } from './embedded-session.ts';
import type { ExpressOptions, NodeMiddleware, ResponseWithLocals } from './node-middleware.ts';
import type { OAuthAccess } from './oauth-access.ts';
import { carriesOAuthToken } from './oauth-credentials.ts';
import { assertPermission } from './permission.ts';
import { refusalAnswer } from './refused.ts';
import { endWithSession } from './response-end.ts';
import type { SessionVerifier } from './session-verifier.ts';

/** See {@link SessionVerifier.express}. */
export function verifierMiddleware(
  verifier: SessionVerifier,
  options: ExpressOptions = {},
): NodeMiddleware {
  const { oauth = 'refuse' } = options;
  const isOAuth = (request: NodeRequestLike): boolean =>
    oauth === 'only' || (oauth === 'accept' && carriesOAuthToken(request));
  return (request, response, next) => {
    const verified = isOAuth(request) ? verifier.verifyOAuth(request) : verifier.verify(request);
    verified
      .then((session) => {
        endWithSession(verifier, session, response, options);
        response.locals['teams' in session ? 'oauthAccess' : 'embeddedSession'] = session;
        return true;
      })
      .then(
        () => next(),
        (error: unknown) => {
          if (error instanceof CasementError) contained(() => options.onRefusal?.(error, request));
          answerRefusal(error, response, next, oauth !== 'refuse');
        },
      )
      .catch(next);
  };
}

/**
 * Middleware behind `verifier.express()` that lets only requests with a permission pass; the others are
 * answered 403 `insufficient_scope`.
 * @param team the ID of the team whose data is asked for, and `app` of the app, if it is data of one;
 * without, a token of the standard flows needs the permission in every team that it has
 * @example
 * app.post('/api/annotations', verifier.express(), requirePermission('write:dashboards'), annotate);
 */
export function requirePermission<Asked extends NodeRequestLike = NodeRequestLike>(
  permission: string,
  {
    team,
    app,
  }: {
    team?: (request: Asked) => string | undefined;
    app?: (request: Asked) => string | undefined;
  } = {},
): (request: Asked, response: ResponseWithLocals, next: (error?: unknown) => void) => void {
  return (request, response, next) => {
    const access = response.locals.oauthAccess as OAuthAccess | undefined;
    try {
      assertPermission(access ?? sessionOf(response), permission, {
        team: team?.(request),
        app: app?.(request),
      });
    } catch (error) {
      answerRefusal(error, response, next, access !== undefined);
      return;
    }
    next();
  };
}

/**
 * The verified session of an Express response.
 * @throws {CasementError} `configuration_invalid` where `verifier.express()` is not in front
 */
export function sessionOf(response: { locals: Record<string, unknown> }): EmbeddedSession {
  const session = response.locals.embeddedSession;
  if (session === undefined)
    throw new CasementError(
      'configuration_invalid',
      'There is no verified session here; put verifier.express() in front of this handler.',
    );
  return session as EmbeddedSession;
}

/**
 * The verified access of an Express response, with a token of the standard flows.
 * @returns undefined where the request came with an embedded session
 * @throws {CasementError} `configuration_invalid` where `verifier.express()` is not in front
 */
export function oauthAccessOf(response: {
  locals: Record<string, unknown>;
}): OAuthAccess | undefined {
  const access = response.locals.oauthAccess;
  if (access === undefined) void sessionOf(response);
  return access as OAuthAccess | undefined;
}

function answerRefusal(
  error: unknown,
  response: ResponseWithLocals,
  next: (error?: unknown) => void,
  oauth: boolean,
): void {
  const answer = refusalAnswer(error, oauth);
  if (answer === undefined) {
    next(error);
    return;
  }
  response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body));
}
