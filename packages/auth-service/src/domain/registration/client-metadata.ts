import type { FieldFault } from '@casement/server-sdk/contract';
import type { AppClientInput } from '../client/app-client-input.ts';
import type { AccessPreset, AppClient } from '../client/oauth-client.ts';
import type { Platform } from '../client/redirect-uri.ts';
import { emailFault } from '../directory/email.ts';

/**
 * What a client says about itself, in the standard's words (RFC 7591 §2, OpenID Connect RP-Initiated
 * Logout §3.1, Back-Channel Logout §2.2). Whatever else a client says is not understood, and ignored.
 */
export interface ClientMetadata {
  client_name?: string | undefined;
  client_uri?: string | undefined;
  contacts?: string[] | undefined;
  application_type?: string | undefined;
  redirect_uris?: string[] | undefined;
  post_logout_redirect_uris?: string[] | undefined;
  backchannel_logout_uri?: string | undefined;
  token_endpoint_auth_method?: string | undefined;
  grant_types?: string[] | undefined;
  response_types?: string[] | undefined;
  scope?: string | undefined;
}

/** Confidential clients by secret, in whichever way they send it; public ones by nothing. */
const AUTH_METHODS: readonly string[] = ['client_secret_basic', 'client_secret_post', 'none'];

const NAME_MAX = 80;

/** The rules that only metadata can break; the rest are those of every app. */
export function metadataFaults({
  token_endpoint_auth_method: method,
  response_types = [],
}: ClientMetadata): FieldFault[] {
  const faults: FieldFault[] = [];
  if (method !== undefined && !AUTH_METHODS.includes(method)) {
    const message = `One of ${AUTH_METHODS.join(', ')}. An administrator can add a key later.`;
    faults.push({ path: 'token_endpoint_auth_method', message });
  }
  if (response_types.some((type) => type !== 'code')) {
    faults.push({ path: 'response_types', message: 'Only code.' });
  }
  return faults;
}

/** The app that metadata describe; what they leave out gets the standard's default (RFC 7591 §2). */
export function toAppInput(metadata: ClientMetadata, accessPreset: AccessPreset): AppClientInput {
  const { grant_types: grants = ['authorization_code'], scope } = metadata;
  return {
    name: metadata.client_name ?? nameFrom(metadata.client_uri),
    clientUri: metadata.client_uri,
    // One is kept, and shown to users: any other way of writing it is of no use to them.
    contact: metadata.contacts?.find((contact) => emailFault(contact) === undefined),
    accessPreset,
    confidential: metadata.token_endpoint_auth_method !== 'none',
    // Whether it is one is for the rules of apps to say.
    platform: metadata.application_type as Platform | undefined,
    grantTypes: grants.filter((grant) => grant !== 'refresh_token'),
    refreshToken: grants.includes('refresh_token'),
    redirectUris: metadata.redirect_uris,
    postLogoutRedirectUris: metadata.post_logout_redirect_uris,
    backchannelLogoutUri: metadata.backchannel_logout_uri,
    scopes: scope === undefined ? undefined : scope.split(' ').filter((name) => name !== ''),
  };
}

/** What is registered now: all of it, so that a client sees what was made of its words. */
export function toMetadata(client: AppClient): ClientMetadata {
  const redirects = client.grantTypes.includes('authorization_code');
  return {
    client_name: client.name,
    client_uri: client.clientUri,
    contacts: client.contact === undefined ? undefined : [client.contact],
    application_type: client.platform,
    redirect_uris: redirects ? client.redirectUris : undefined,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    backchannel_logout_uri: client.backchannelLogoutUri,
    token_endpoint_auth_method: client.confidential ? 'client_secret_basic' : 'none',
    grant_types: [...client.grantTypes, ...(client.refreshToken ? ['refresh_token'] : [])],
    response_types: redirects ? ['code'] : [],
    scope: client.scopes.join(' '),
  };
}

/** The field of the metadata behind a field of an app. */
export function metadataPath(path: string): string {
  const [field = '', ...rest] = path.split('.');
  return [FIELDS.get(field) ?? field, ...rest].join('.');
}

const FIELDS: ReadonlyMap<string, string> = new Map([
  ['name', 'client_name'],
  ['clientUri', 'client_uri'],
  ['contact', 'contacts'],
  ['platform', 'application_type'],
  ['redirectUris', 'redirect_uris'],
  ['postLogoutRedirectUris', 'post_logout_redirect_uris'],
  ['backchannelLogoutUri', 'backchannel_logout_uri'],
  ['grantTypes', 'grant_types'],
  ['refreshToken', 'grant_types'],
  ['scopes', 'scope'],
]);

function nameFrom(clientUri: string | undefined): string {
  const host = clientUri === undefined ? undefined : URL.parse(clientUri)?.host;
  return (host || 'Unnamed application').slice(0, NAME_MAX);
}
