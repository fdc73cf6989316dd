import { afterEach, beforeEach } from 'vitest';
import {
  createSessionVerifier,
  type EmbeddedSession,
  type SessionVerifier,
  type SessionVerifierOptions,
} from '../../src/index.ts';
import { type FrameKey, frameKey } from '../support/frame-key.ts';
import { PATIENT } from '../support/patience.ts';
import {
  AUDIENCE,
  goodClaims,
  type SigningKey,
  signingKey,
  signToken,
  startTokenIssuer,
  type TokenIssuer,
} from '../support/token-issuer.ts';

export const API = 'https://dash.example.com/api/series';

/** An issuer, a frame and a verifier between them, new for each test, with a clock in its hands. */
export class VerifierScene {
  readonly issuer: TokenIssuer;
  readonly key: SigningKey;
  frame: FrameKey;
  nowMs = Date.now();
  readonly verifier: SessionVerifier;

  constructor(issuer: TokenIssuer, key: SigningKey, frame: FrameKey) {
    this.issuer = issuer;
    this.key = key;
    this.frame = frame;
    this.verifier = this.open();
  }

  /** Another verifier of the same issuer; the test closes it. */
  open(options: Partial<SessionVerifierOptions> = {}): SessionVerifier {
    return createSessionVerifier(
      {
        issuer: this.issuer.url,
        audience: AUDIENCE,
        timeouts: PATIENT,
        retry: { maxAttempts: 1 },
        ...options,
      },
      () => this.nowMs,
    );
  }

  claims(changes: Record<string, unknown> = {}): Record<string, unknown> {
    return { ...goodClaims(this.issuer.url, this.frame.thumbprint, this.nowMs), ...changes };
  }

  mint(changes: Record<string, unknown> = {}): Promise<string> {
    return signToken(this.key, this.claims(changes));
  }

  request(token: string, proof: string, init: RequestInit = {}, url = API): Request {
    return new Request(url, { headers: { authorization: `DPoP ${token}`, dpop: proof }, ...init });
  }

  /** Sends a token with a fresh good proof. */
  async use(token: string, through = this.verifier): Promise<EmbeddedSession> {
    const proof = await this.frame.prove(token, { url: API, nowMs: this.nowMs });
    return through.verify(this.request(token, proof));
  }
}

/** Sets the scene before each test of a file; `scene` is read within the tests only. */
export function setScene(): { readonly scene: VerifierScene } {
  let scene: VerifierScene | undefined;
  beforeEach(async () => {
    const [key, frame] = await Promise.all([signingKey('k1'), frameKey()]);
    scene = new VerifierScene(await startTokenIssuer(key), key, frame);
  });
  afterEach(async () => {
    await scene?.verifier.close();
    await scene?.issuer.close();
  });
  return {
    get scene() {
      if (scene === undefined) throw new Error('the scene is set within tests only');
      return scene;
    },
  };
}
