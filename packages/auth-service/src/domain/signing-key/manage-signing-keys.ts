import { type Actor, OPERATOR } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import type { Clock } from '../clock.ts';
import { DomainError } from '../errors.ts';
import { publishSecurityEvents } from '../security-event/publish-security-events.ts';
import type { Storage, Stores } from '../storage.ts';
import { RETIREMENT, type SigningKeyState, type StoredSigningKey } from './signing-key.ts';

/** A signing key as it may be shown. */
export interface SigningKeySummary {
  kid: string;
  state: SigningKeyState;
  createdAt: number;
  activatedAt: number | undefined;
  retiredAt: number | undefined;
}

/** What is done to the signing keys; needs no encryption key, so it works beside a running service. */
export interface SigningKeyManagement {
  list(): Promise<SigningKeySummary[]>;
  /**
   * The next key signs from now on; the one before verifies until its last token has expired.
   *
   * @throws DomainError `conflict` while no next key is published
   */
  rotate(): Promise<SigningKeySummary[]>;
  /**
   * Every key is dropped at once, the next one too: who could read one could read all. Tokens signed by
   * them are refused, and the service makes new keys as soon as it needs them; frames renew.
   */
  dropAll(): Promise<void>;
  /** Removes retired keys whose last token has expired; answers how many. */
  removeExpired(): Promise<number>;
}

export function manageSigningKeys(
  { storage, clock }: { storage: Storage; clock: Clock },
  actor: Actor = OPERATOR,
): SigningKeyManagement {
  const { signingKeys } = storage.stores;
  const change = async <T>(
    work: (stores: Stores, keys: StoredSigningKey[]) => Promise<T>,
  ): Promise<T> => {
    if (actor.type === 'user') {
      throw new DomainError(
        'permission_required',
        'Signing keys are changed by the operator at the machine only, not as a user.',
      );
    }
    return storage.transaction(async (stores) => work(stores, await stores.signingKeys.list()));
  };
  const audit = (stores: Stores, type: 'rotated' | 'revoked' | 'removed', kid: string) =>
    recordAudit(stores.audit, clock, { type: `signing_key.${type}`, actor, subjectId: kid });
  const announce = (stores: Stores) =>
    publishSecurityEvents(stores, clock, [{ type: 'keys.rotated' }]);
  const list = async () => (await signingKeys.list()).map(summary);

  return {
    list,

    async rotate() {
      await change(async (stores, keys) => {
        const next = keys.find(({ state }) => state === 'next');
        if (!next) {
          throw new DomainError(
            'conflict',
            'keys: no next key is published yet. The running service makes one within a second: try again, or start it.',
          );
        }
        await stores.signingKeys.activateNext(clock());
        await audit(stores, 'rotated', next.kid);
        await announce(stores);
      });
      return list();
    },

    dropAll: () =>
      change(async (stores, keys) => {
        for (const { kid } of keys) {
          await stores.signingKeys.delete(kid);
          await audit(stores, 'revoked', kid);
        }
        await announce(stores);
      }),

    async removeExpired() {
      const over = clock() - RETIREMENT;
      const isOver = ({
        retiredAt = Number.POSITIVE_INFINITY,
      }: {
        retiredAt: number | undefined;
      }) => retiredAt <= over;
      // Looked at without a transaction first: there is hardly ever one.
      if (!(await signingKeys.list()).some(isOver)) return 0;
      return change(async (stores, keys) => {
        const expired = keys.filter(isOver);
        for (const { kid } of expired) {
          await stores.signingKeys.delete(kid);
          await audit(stores, 'removed', kid);
        }
        await announce(stores);
        return expired.length;
      });
    },
  };
}

function summary({ kid, state, createdAt, activatedAt, retiredAt }: StoredSigningKey) {
  return { kid, state, createdAt, activatedAt, retiredAt };
}
