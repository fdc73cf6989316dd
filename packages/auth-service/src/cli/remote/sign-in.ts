/** Getting tokens as the built-in command-line client (CM16), by the library that integrators use too. */
import * as oauth from 'openid-client';
import { BUILT_IN_CLIENTS } from '../../domain/client/built-in-client-ids.ts';
import { CommandError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { SignIn } from './credentials-file.ts';
import { unreachable } from './unreachable.ts';
import { userAgent } from './user-agent.ts';

/** Who somebody is, and everything that they may. */
const SCOPE = 'openid email read write';

const TIMEOUT_SECONDS = 30;

/** What a person needs to connect this machine, on whatever device has a browser. */
export interface DevicePrompt {
  address: string;
  code: string;
}

/**
 * Under our own name and not the library's: who is asked to connect this machine reads it, and so does who
 * looks at the service's log.
 */
const fetchAsOurselves: oauth.CustomFetch = (url, { body = null, ...options }) =>
  fetch(url, { ...options, body, headers: { ...options.headers, 'user-agent': userAgent() } });

/** @throws CommandError when there is no such service, or it does not answer */
export async function discover(issuer: string): Promise<oauth.Configuration> {
  return asCommandErrors(issuer, () =>
    oauth.discovery(new URL(issuer), BUILT_IN_CLIENTS.commandLine, undefined, oauth.None(), {
      timeout: TIMEOUT_SECONDS,
      // Loopback only: `toIssuer` has seen to that.
      execute: issuer.startsWith('http:') ? [oauth.allowInsecureRequests] : [],
      [oauth.customFetch]: fetchAsOurselves,
    }),
  );
}

/**
 * Signs in by device flow (RFC 8628): shows a person where to allow it, and waits until they have decided.
 *
 * @throws CommandError when they refuse, or let the code expire
 */
export async function signIn(
  issuer: string,
  show: (prompt: DevicePrompt) => void,
): Promise<SignIn> {
  const config = await discover(issuer);
  return asCommandErrors(issuer, async () => {
    const codes = await oauth.initiateDeviceAuthorization(config, { scope: SCOPE });
    show({
      address: codes.verification_uri_complete ?? codes.verification_uri,
      code: codes.user_code,
    });
    const tokens = await oauth.pollDeviceAuthorizationGrant(config, codes);
    const userId = tokens.claims()?.sub ?? '';
    const { email } = await oauth.fetchUserInfo(config, tokens.access_token, userId);
    return { ...kept(tokens), userId, email };
  });
}

/**
 * New tokens for old ones (RFC 6749 §6).
 *
 * @returns `undefined` when the sign-in has ended
 */
export async function refresh(issuer: string, present: SignIn): Promise<SignIn | undefined> {
  const { refreshToken } = present;
  if (refreshToken === undefined) return undefined;
  const config = await discover(issuer);
  return asCommandErrors(issuer, async () => {
    try {
      const tokens = kept(await oauth.refreshTokenGrant(config, refreshToken));
      return { ...present, ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
    } catch (error) {
      const ended = error instanceof oauth.ResponseBodyError && error.error === 'invalid_grant';
      if (ended) return undefined;
      throw error;
    }
  });
}

/** Ends what was granted at sign-in, at once (RFC 7009). */
export async function revoke(issuer: string, present: SignIn): Promise<void> {
  const config = await discover(issuer);
  await asCommandErrors(issuer, async () => {
    const { accessToken, refreshToken } = present;
    await oauth.tokenRevocation(config, accessToken, { token_type_hint: 'access_token' });
    if (refreshToken === undefined) return;
    await oauth.tokenRevocation(config, refreshToken, { token_type_hint: 'refresh_token' });
  });
}

function kept(tokens: oauth.TokenEndpointResponse): Omit<SignIn, 'userId' | 'email'> {
  return {
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    expiresAt: Date.now() + (tokens.expires_in ?? 0) * 1000,
  };
}

async function asCommandErrors<T>(issuer: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof CommandError ? error : refusal(issuer, error);
  }
}

function refusal(issuer: string, error: unknown): CommandError {
  // Neither the answer nor the error's cause is kept: they may hold tokens.
  if (!(error instanceof oauth.ResponseBodyError)) return unreachable(issuer, error);
  switch (error.error) {
    case 'access_denied':
      return new CommandError(EXIT.refused, 'login: it was refused in the browser.');
    case 'expired_token':
      return new CommandError(
        EXIT.refused,
        `login: the code has expired. Begin again with: casement login --issuer ${issuer}`,
      );
  }
  const description = error.error_description ?? `status ${error.status}`;
  return new CommandError(EXIT.refused, `login: ${issuer}: ${error.error}: ${description}`);
}
