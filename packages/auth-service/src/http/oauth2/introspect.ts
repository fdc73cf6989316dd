import type { IntrospectionResponse, OAuthTokenIntrospection } from '@casement/server-sdk/contract';
import type { RequestHandler } from 'express';
import type { AuthenticationDependencies } from '../../domain/client/client-authentication.ts';
import type { DashboardApplications } from '../../domain/dashboard-application.ts';
import { introspectOAuthToken } from '../../domain/oauth-token/introspect-oauth-token.ts';
import {
  type IntrospectionDependencies,
  introspectToken,
} from '../../domain/token/introspect-token.ts';
import { noteClient } from '../middleware/request-log.ts';
import { type Asker, authenticateAsker } from './introspection-asker.ts';
import { tokenParameter } from './token-parameter.ts';

export interface IntrospectionHandlerDependencies
  extends IntrospectionDependencies,
    AuthenticationDependencies {
  issuer: string;
  dashboards: DashboardApplications;
}

/**
 * `POST /oauth2/introspect` (RFC 7662): a dashboard application asks about a token that it was sent, of
 * an embedded session or of the standard flows; a client about one that it was given.
 */
export function introspectionHandler(deps: IntrospectionHandlerDependencies): RequestHandler {
  return async (request, response) => {
    const { form, who } = await authenticateAsker(deps, request);
    noteClient(response, 'client' in who ? who.client.id : who.application.clientId);
    const body = (await introspect(deps, who, tokenParameter(form))) ?? { active: false };
    response.set('Cache-Control', 'no-store').json(body);
  };
}

async function introspect(
  deps: IntrospectionHandlerDependencies,
  who: Asker['who'],
  token: string,
): Promise<IntrospectionResponse | OAuthTokenIntrospection | undefined> {
  if ('client' in who) {
    return introspectOAuthToken(deps, { type: 'client', clientId: who.client.id }, token);
  }
  // Only the embedded part signs its tokens, and only they have dots.
  if (!token.includes('.')) return introspectOAuthToken(deps, { type: 'dashboard' }, token);
  const claims = await introspectToken(deps, who.application, token);
  return claims && { active: true, token_type: 'DPoP', ...claims };
}
