import type { ServerResponse } from 'node:http';
import { contained } from '../contained.ts';
import { CasementError } from '../errors.ts';
import type { NodeRequestLike } from '../node-request.ts';
import { assertPermission, type EmbeddedSession } from './embedded-session.ts';
import { refusalAnswer } from './refused.ts';
import { endWithSession } from './response-end.ts';
import type { SessionVerifier } from './session-verifier.ts';

/** The part of Express's `Response` that is used, so that the package needs none of its types. */
export type ResponseWithLocals = ServerResponse & { locals: Record<string, unknown> };

/** Middleware for Express 4 and 5. */
export type NodeMiddleware = (
  request: NodeRequestLike,
  response: ResponseWithLocals,
  next: (error?: unknown) => void,
) => void;

export interface ExpressOptions {
  /** Told about every refusal before it is answered; for logs and counters. */
  onRefusal?: ((error: CasementError, request: NodeRequestLike) => void) | undefined;
  /** Whether an answer still open when its token is revoked is cut; true by default. */
  endOnRevocation?: boolean | undefined;
  /** Whether an answer still open when its token expires is cut; false by default. */
  endAtExpiry?: boolean | undefined;
}

/** See {@link SessionVerifier.express}. */
export function verifierMiddleware(
  verifier: SessionVerifier,
  options: ExpressOptions = {},
): NodeMiddleware {
  return (request, response, next) => {
    verifier
      .verify(request)
      .then((session) => {
        endWithSession(verifier, session, response, options);
        response.locals.embeddedSession = session;
        return true;
      })
      .then(
        () => next(),
        (error: unknown) => {
          if (error instanceof CasementError) contained(() => options.onRefusal?.(error, request));
          answerRefusal(error, response, next);
        },
      )
      .catch(next);
  };
}

/**
 * Middleware behind `verifier.express()` that lets only sessions with a permission pass; the others
 * are answered 403 `insufficient_scope`.
 * @example
 * app.post('/api/annotations', verifier.express(), requirePermission('write:dashboards'), annotate);
 */
export function requirePermission(permission: string): NodeMiddleware {
  return (_request, response, next) => {
    try {
      assertPermission(sessionOf(response), permission);
    } catch (error) {
      answerRefusal(error, response, next);
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

function answerRefusal(
  error: unknown,
  response: ResponseWithLocals,
  next: (error?: unknown) => void,
): void {
  const answer = refusalAnswer(error);
  if (answer === undefined) {
    next(error);
    return;
  }
  response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body));
}
