import type { NextFunction, Request, Response } from 'express';
import type { EmbedClient } from '../embed-client.ts';
import { nodeRequestAddress } from '../node-request.ts';
import {
  answerPortalRequest,
  type ChallengeCodeHandlerOptions,
  checkHandlerOptions,
} from '../portal-challenge-code.ts';
import { type BodyResult, readJsonBody } from '../portal-request.ts';
import { addressedOrigin } from '../request-address.ts';

/**
 * The portal backend's endpoint for its own page, for Express 4 and 5; with or without
 * `express.json()` in front of it. Takes `POST` with JSON `{ key_thumbprint, reason }`, answers
 * `{ challenge_code, expires_in }` or a refusal `{ error, error_description }`; or takes several at once
 * as `{ requests }` and answers `{ responses }`. What `user` or `parameters` throw goes to the
 * application's error handler.
 * @throws {CasementError} `configuration_invalid`
 * @example
 * app.post('/casement/challenge-code', challengeCodeHandler(embed, { user: (req) => req.session.user }));
 */
export function challengeCodeHandler(
  embed: EmbedClient,
  options: ChallengeCodeHandlerOptions<Request> = {},
): (request: Request, response: Response, next: NextFunction) => void {
  checkHandlerOptions(options);
  return (request, response, next) => {
    answerPortalRequest(
      embed,
      options,
      {
        method: request.method,
        origin: request.headers.origin,
        contentType: request.headers['content-type'],
        ownOrigin: addressedOrigin(nodeRequestAddress(request), options.trustProxy ?? false),
        readBody: () => readBody(request),
      },
      request,
    ).then(({ status, headers, body }) => {
      response.writeHead(status, headers).end(JSON.stringify(body));
    }, next);
  };
}

/** What a body parser in front has left, whichever it was; else the stream itself. */
async function readBody(request: Request): Promise<BodyResult> {
  const parsed: unknown = request.body;
  if (typeof parsed === 'string') return readJsonBody([Buffer.from(parsed)]);
  if (parsed instanceof Uint8Array) return readJsonBody([parsed]);
  if (request.readableEnded) return { ok: true, value: parsed };
  // Destroying the stream of a body too long would close the connection before the refusal is out,
  // and leaving it unread would keep the client from reading the refusal: the rest is dropped.
  const body = await readJsonBody(request.iterator({ destroyOnReturn: false }));
  request.resume();
  return body;
}
