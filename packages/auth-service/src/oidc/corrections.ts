import type { KoaContextWithOIDC } from 'oidc-provider';

interface ErrorAnswer {
  error: string;
  error_description?: string;
}

const isError = (body: unknown): body is ErrorAnswer =>
  typeof body === 'object' && body !== null && 'error' in body;

/** The engine's words for a request without credentials of a kind that it knows, which it takes for a malformed one. */
const NO_CREDENTIALS: readonly (string | undefined)[] = [
  'no client authentication mechanism provided',
  // Another scheme than Basic, or nothing behind it.
  'invalid authorization header value format',
];

/** The same for a token that is sent with the scheme DPoP alone. */
const NO_PROOF = '`DPoP` header not provided';

/**
 * Puts right what can only be seen in the engine's answer: no credentials, or none of a kind that counts,
 * are `invalid_client` and 401 (RFC 6749 §5.2), a token without its proof is 401 (RFC 9449 §7.1), and every
 * 401 says how to authenticate (RFC 9110 §15.5.2).
 */
export function correctAnswer(ctx: KoaContextWithOIDC, requestId: string): void {
  const { body } = ctx;
  if (!isError(body)) return;
  if (ctx.oidc.route === 'userinfo') {
    if (body.error_description === NO_PROOF) askForProof(ctx);
  } else {
    if (NO_CREDENTIALS.includes(body.error_description)) {
      ctx.status = 401;
      ctx.body = { error: 'invalid_client', error_description: 'client authentication failed' };
    }
    if (ctx.status === 401) ctx.set('WWW-Authenticate', 'Basic realm="casement", charset="UTF-8"');
  }
  if (body.error === 'server_error') {
    ctx.body = {
      error: 'server_error',
      error_description: `Something went wrong here. Try again; if it stays, tell the operator the request ID ${requestId}.`,
    };
  }
}

function askForProof(ctx: KoaContextWithOIDC): void {
  const challenge = String(ctx.response.get('WWW-Authenticate'));
  ctx.status = 401;
  ctx.body = { error: 'invalid_dpop_proof', error_description: NO_PROOF };
  ctx.set('WWW-Authenticate', challenge.replace('"invalid_request"', '"invalid_dpop_proof"'));
}

/**
 * The engine allows whatever origin asks until it knows the client, and `*` to who sends none. Only an
 * origin that the client registered may read an answer.
 */
export function correctCors(ctx: KoaContextWithOIDC, corsOrigins: readonly string[]): void {
  if (corsOrigins.includes(ctx.get('Origin'))) return;
  for (const header of ['Access-Control-Allow-Origin', 'Access-Control-Expose-Headers']) {
    ctx.remove(header);
  }
}
