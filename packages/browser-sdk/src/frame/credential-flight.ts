import type { TokenResponse } from '@casement/server-sdk/contract';
import type { ChallengeCode, ChallengeCodeReason } from '../protocol/window-protocol.ts';
import { fail, type Result } from '../result.ts';
import type { HostLink } from './host-link.ts';
import type { TokenEndpoint } from './token-endpoint.ts';

export interface CredentialFlightOptions {
  link: HostLink;
  keyThumbprint: string;
  endpoint: TokenEndpoint;
  challengeCodeTimeoutMs: number;
  /** The handshake is done, the authentication begins. */
  onConnected(): void;
  /** The session to continue. */
  sessionId(): string | undefined;
}

/** One way through the protocol: handshake (where there is none), challenge code, exchange. */
export async function flyForToken(
  query: { reason: ChallengeCodeReason; attempt: number },
  signal: AbortSignal,
  options: CredentialFlightOptions,
): Promise<Result<TokenResponse>> {
  const { link, keyThumbprint } = options;
  const host = await link.ensure();
  signal.throwIfAborted();
  if (!host.ok) return host;
  options.onConnected();
  const code = await host.value.call(
    'requestChallengeCode',
    [{ ...query, keyThumbprint }],
    options.challengeCodeTimeoutMs,
  );
  if (!code.ok) {
    // Nobody there: what looks like a line may be a dead one.
    if (code.failure.code === 'host_unreachable') link.drop();
    return code;
  }
  if (!isChallengeCode(code.value)) {
    return fail('portal_answer_invalid', 'The host page answered no challenge code.');
  }
  signal.throwIfAborted();
  return options.endpoint(
    {
      challengeCode: code.value.challengeCode,
      embedderOrigin: host.value.origin,
      sessionId: options.sessionId(),
    },
    signal,
  );
}

function isChallengeCode(value: Partial<ChallengeCode> | undefined): value is ChallengeCode {
  return typeof value?.challengeCode === 'string' && value.challengeCode !== '';
}
