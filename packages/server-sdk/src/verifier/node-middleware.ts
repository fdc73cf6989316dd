import type { ServerResponse } from 'node:http';
import type { CasementError } from '../errors.ts';
import type { NodeRequestLike } from '../node-request.ts';

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
  /**
   * Whether tokens of the standard flows are let in: beside embedded sessions (`accept`) or instead of
   * them (`only`). Their access is `res.locals.oauthAccess`, and there is no embedded session then, nor
   * are there locked parameters. Refused by default.
   */
  oauth?: 'refuse' | 'accept' | 'only' | undefined;
  /** Whether an answer still open when its token is revoked is cut; true by default. */
  endOnRevocation?: boolean | undefined;
  /** Whether an answer still open when its token expires is cut; false by default. */
  endAtExpiry?: boolean | undefined;
}
