/** The part of RFC 8414 authorization-server metadata that the SDKs read. */
export interface AuthorizationServerMetadata {
  issuer: string;
  jwks_uri: string;
}

/** Endpoint paths below the issuer. */
export const PATHS = {
  challengeCodes: '/embed/challenge-codes',
  token: '/embed/token',
  framePolicy: '/embed/frame-policy',
  sessionRevocation: '/embed/sessions/revoke',
  securityEvents: '/security-events',
  authorization: '/oauth2/authorize',
  pushedAuthorization: '/oauth2/par',
  oauthToken: '/oauth2/token',
  deviceAuthorization: '/oauth2/device_authorization',
  device: '/device',
  logout: '/oauth2/logout',
  registration: '/oauth2/register',
  userinfo: '/oauth2/userinfo',
  introspection: '/oauth2/introspect',
  tokenRevocation: '/oauth2/revoke',
  jwks: '/oauth2/jwks',
  metadata: '/.well-known/oauth-authorization-server',
  openidMetadata: '/.well-known/openid-configuration',
} as const;
