import type { SessionVerifier } from '../../src/index.ts';
import type { FrameKey } from './frame-key.ts';
import { goodClaims, type SigningKey, signToken } from './token-issuer.ts';

export const API = 'https://dash.example.com/api/series';

/** A frame that holds a token of its own making. */
export interface TestFrame {
  mint(changes?: Record<string, unknown>, nowMs?: number): Promise<string>;
  /** Sends a token with a fresh good proof. */
  use(verifier: SessionVerifier, token: string): ReturnType<SessionVerifier['verify']>;
  request(token: string, url?: string): Promise<Request>;
}

export function testFrame(issuer: string, key: SigningKey, frame: FrameKey): TestFrame {
  const request = async (token: string, url = API): Promise<Request> =>
    new Request(url, {
      headers: { authorization: `DPoP ${token}`, dpop: await frame.prove(token, { url }) },
    });
  return {
    mint: (changes = {}, nowMs = Date.now()) =>
      signToken(key, { ...goodClaims(issuer, frame.thumbprint, nowMs), ...changes }),
    use: async (verifier, token) => verifier.verify(await request(token)),
    request,
  };
}
