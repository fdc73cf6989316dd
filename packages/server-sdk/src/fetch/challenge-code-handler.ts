import type { EmbedClient } from '../embed-client.ts';
import {
  answerPortalRequest,
  type ChallengeCodeHandlerOptions,
  checkHandlerOptions,
} from '../portal-challenge-code.ts';
import { readJsonBody } from '../portal-request.ts';
import { addressedOrigin } from '../request-address.ts';
import { webRequestAddress } from '../web-request.ts';

/**
 * The portal backend's endpoint for its own page, for servers that speak web-standard `Request` and
 * `Response`. Takes `POST` with JSON `{ key_thumbprint, reason }`, answers `{ challenge_code,
 * expires_in }` or a refusal `{ error, error_description }`; or takes several at once as `{ requests }`
 * and answers `{ responses }`. A page on another origin than this endpoint needs CORS, which is the
 * application's to add.
 * @throws {CasementError} `configuration_invalid`
 * @example
 * const handler = challengeCodeHandler(embed, { user: (request) => signedInUser(request) });
 */
export function challengeCodeHandler(
  embed: EmbedClient,
  options: ChallengeCodeHandlerOptions<Request> = {},
): (request: Request) => Promise<Response> {
  checkHandlerOptions(options);
  return async (request) => {
    const { status, headers, body } = await answerPortalRequest(
      embed,
      options,
      {
        method: request.method,
        origin: request.headers.get('origin'),
        contentType: request.headers.get('content-type'),
        ownOrigin: addressedOrigin(webRequestAddress(request), options.trustProxy ?? false),
        // Cancelling a body too long would close the connection before the refusal is out.
        readBody: () => readJsonBody(request.body?.values({ preventCancel: true }) ?? null),
      },
      request,
    );
    return new Response(JSON.stringify(body), { status, headers });
  };
}
