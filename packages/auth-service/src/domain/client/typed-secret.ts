import { hash, timingSafeEqual } from 'node:crypto';
import { isCredential } from '../opaque-credential.ts';
import { hashPassword, type ScryptCost, verifyPassword } from '../password/password.ts';
import { randomBytes } from '../random-bytes.ts';
import { type ClientSecret, isTypedIn } from './client-secret.ts';

/** 16 MiB and some 30 ms: less than a password's, since 24 characters are the least. */
const COST: ScryptCost = { logN: 14, r: 8, p: 1 };

/** What a person typed can be guessed, so its hash is salted and slow. */
export const hashTypedSecret = (value: string): Promise<string> => hashPassword(value, COST);

const REMEMBERED_MAX = 1_000;

/** Recognises what it has accepted before, so that a client with such a secret is not slow each time. */
export class TypedSecrets {
  readonly #key = randomBytes(32);
  /** By the stored hash, which changes with every secret: what was presented, under a key of this process. */
  readonly #accepted = new Map<string, Buffer>();

  /**
   * The live typed-in secret that matches, if any. Slow comparisons are made only for a client that has
   * such secrets, and not with what has the form of a generated one: nobody else should pay for them.
   */
  async match<S extends Pick<ClientSecret, 'hash' | 'expiresAt'>>(
    presented: string,
    secrets: readonly S[],
    now: number,
  ): Promise<S | undefined> {
    if (isCredential(presented, 'csm_sk_')) return undefined;
    const live = secrets.filter(
      (secret) => isTypedIn(secret) && (secret.expiresAt ?? Infinity) > now,
    );
    const digest = this.#digest(presented);
    const known = live.find((secret) => {
      const accepted = this.#accepted.get(secret.hash);
      return accepted !== undefined && timingSafeEqual(accepted, digest);
    });
    if (known) return known;
    for (const secret of live) {
      if (!(await verifyPassword(presented, secret.hash))) continue;
      this.#remember(secret.hash, digest);
      return secret;
    }
    return undefined;
  }

  #digest(presented: string): Buffer {
    return hash('sha256', Buffer.concat([this.#key, Buffer.from(presented)]), 'buffer');
  }

  #remember(secretHash: string, digest: Buffer): void {
    const [oldest] = this.#accepted.keys();
    if (this.#accepted.size >= REMEMBERED_MAX && oldest !== undefined) {
      this.#accepted.delete(oldest);
    }
    this.#accepted.set(secretHash, digest);
  }
}
