import { randomUUID } from 'node:crypto';
import type { AccessTokenClaims, LockedParameters } from '../contract/index.ts';

/** What a challenge code stands for. */
export interface CodeGrant {
  email: string;
  origin: string;
  thumbprint: string | undefined;
  audience: string;
  parameters: LockedParameters;
}

/** What the simulated auth service remembers: codes, tokens, sessions, proofs. */
export class IssuerMemory {
  readonly #codes = new Map<string, CodeGrant & { expiresAt: number; isUsed: boolean }>();
  readonly #proofs = new Set<string>();
  /** The key that a session was started with. */
  readonly #sessions = new Map<string, string>();
  readonly #revoked = new Set<string>();
  /** Every token handed out, by its `jti`. */
  readonly tokens = new Map<string, AccessTokenClaims>();

  mint(grant: CodeGrant, expiresAt: number): string {
    const code = `csm_cc_${randomUUID()}`;
    this.#codes.set(code, { ...grant, expiresAt, isUsed: false });
    return code;
  }

  /** Uses a code up where everything matches; a mismatch leaves it as it is. */
  consume(code: string, origin: string, thumbprint: string, now: number): CodeGrant | undefined {
    const entry = this.#codes.get(code);
    if (entry === undefined || entry.isUsed || entry.expiresAt <= now) return undefined;
    if (entry.origin !== origin || (entry.thumbprint ?? thumbprint) !== thumbprint)
      return undefined;
    entry.isUsed = true;
    return entry;
  }

  /** Codes that are on their way arrive expired. */
  expireCodes(): void {
    for (const entry of this.#codes.values()) entry.expiresAt = 0;
  }

  /** Whether a proof is seen for the first time. */
  isFreshProof(id: string): boolean {
    if (this.#proofs.has(id)) return false;
    this.#proofs.add(id);
    return true;
  }

  /** Continues a session of that key, or starts another. */
  session(id: string | undefined, thumbprint: string): string {
    if (id !== undefined && this.#sessions.get(id) === thumbprint) return id;
    const started = randomUUID();
    this.#sessions.set(started, thumbprint);
    return started;
  }

  /** @param id of a session or a token */
  revoke(id: string): void {
    this.#revoked.add(id);
  }

  isRevoked(...ids: string[]): boolean {
    return ids.some((id) => this.#revoked.has(id));
  }
}
