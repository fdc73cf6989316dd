import { createHash, randomBytes } from 'node:crypto';
import type { Request } from 'express';
import Strategy from 'passport-openidconnect';

declare module 'express-session' {
  interface SessionData {
    codeVerifier?: string;
  }
}

/**
 * passport-openidconnect knows no PKCE (RFC 7636), which every client needs here: these lines add it.
 * Passport makes a strategy object of its own for each request, so that nothing here is shared.
 */
export class PkceOpenIdConnectStrategy extends Strategy {
  override authenticate(request: Request, options: Strategy.AuthenticateOptions = {}): void {
    if (request.query.code === undefined) {
      request.session.codeVerifier = randomBytes(32).toString('base64url');
    }
    const { codeVerifier = '' } = request.session;
    const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
    this.authorizationParams = () => ({
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    });
    const endpoint = this._oauth2;
    this._oauth2 = Object.assign(Object.create(endpoint), {
      getOAuthAccessToken: (code: string, params: object, ...done: [never]) =>
        endpoint.getOAuthAccessToken(code, { ...params, code_verifier: codeVerifier }, ...done),
    });
    super.authenticate(request, options);
  }
}
