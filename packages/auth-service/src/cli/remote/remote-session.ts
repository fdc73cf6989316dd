import type { CliEnvironment } from '../environment.ts';
import { CommandError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { putSignIn, readSignIns, requireSignIn, type SignIn } from './credentials-file.ts';

/** Being signed in at a service. */
export interface RemoteSession {
  issuer: string;
  /** An access token that is good by this machine's clock. */
  token(): Promise<string>;
  /** Another one, after the service has refused that of {@link token}. */
  renew(): Promise<string>;
}

/** So long before its end, by this machine's clock, a token is not used any more. */
const MARGIN_MS = 30_000;

/** @throws CommandError when nobody is signed in there */
export function openRemoteSession(issuer: string, env: CliEnvironment['env']): RemoteSession {
  let present = requireSignIn(env, issuer);
  let renewal: Promise<string> | undefined;
  const renewOnce = async (): Promise<string> => {
    const { refresh } = await import('./sign-in.ts');
    const old = present;
    present = (await refresh(issuer, old)) ?? renewedElsewhere(old);
    putSignIn(env, issuer, present);
    return present.accessToken;
  };
  /** Another command was faster, and its tokens are good. */
  const renewedElsewhere = ({ refreshToken }: SignIn): SignIn => {
    const stored = readSignIns(env).get(issuer);
    if (stored && stored.refreshToken !== refreshToken) return stored;
    throw signInEnded(issuer);
  };
  const renew = (): Promise<string> => {
    // Several requests at once renew once.
    renewal ??= renewOnce();
    return renewal;
  };
  return {
    issuer,
    renew,
    token: async () => {
      const { accessToken, expiresAt } = present;
      return renewal ?? (expiresAt - MARGIN_MS > Date.now() ? accessToken : renew());
    },
  };
}

export const signInEnded = (issuer: string): CommandError =>
  new CommandError(
    EXIT.refused,
    `login: Your sign-in at ${issuer} has ended. Sign in again with: casement login --issuer ${issuer}`,
  );
