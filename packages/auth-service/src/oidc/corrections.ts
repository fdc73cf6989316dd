import type { KoaContextWithOIDC } from 'oidc-provider';

interface ErrorAnswer {
  error: string;
  error_description?: string;
}

const isError = (body: unknown): body is ErrorAnswer =>
  typeof body === 'object' && body !== null && 'error' in body;

/** The engine's words for a request without credentials, which it takes for a malformed one. */
const NO_CREDENTIALS = 'no client authentication mechanism provided';

/**
 * Puts right what can only be seen in the engine's answer: no credentials are `invalid_client` and 401
 * (RFC 6749 §5.2), and every 401 says how to authenticate (RFC 9110 §15.5.2).
 */
export function correctAnswer(ctx: KoaContextWithOIDC, requestId: string): void {
  const { body } = ctx;
  if (!isError(body)) return;
  if (body.error_description === NO_CREDENTIALS) {
    ctx.status = 401;
    ctx.body = { error: 'invalid_client', error_description: 'client authentication failed' };
  }
  if (ctx.status === 401 && ctx.oidc.route !== 'userinfo') {
    ctx.set('WWW-Authenticate', 'Basic realm="casement", charset="UTF-8"');
  }
  if (body.error === 'server_error') {
    ctx.body = {
      error: 'server_error',
      error_description: `Something went wrong here. Try again; if it stays, tell the operator the request ID ${requestId}.`,
    };
  }
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
