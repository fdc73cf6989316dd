import Provider, { type Adapter } from 'oidc-provider';
import { USER_AGENT_MAX } from '../domain/browser-session/browser-session.ts';
import type { Clock } from '../domain/clock.ts';
import { artifactKey } from '../domain/oauth-artifact/oauth-artifact.ts';
import type { Stores } from '../domain/storage.ts';

/**
 * Keeps a record of each session in which somebody has signed in. Sessions are saved at the end of every
 * request: one that was revoked meanwhile is not brought back by that.
 */
export function sessionAdapter(
  adapter: Adapter,
  { stores, clock }: { stores: Pick<Stores, 'browserSessions'>; clock: Clock },
): Adapter {
  return {
    ...adapter,
    async upsert(id, payload, expiresIn) {
      await adapter.upsert(id, payload, expiresIn);
      const { accountId: userId, uid } = payload;
      if (userId === undefined || uid === undefined) return;
      const ctx = Provider.ctx;
      const at = clock();
      const kept = await stores.browserSessions.keep({
        key: artifactKey(uid),
        userId,
        userAgent: printable(ctx?.get('User-Agent')),
        address: ctx?.ip,
        expiresAt: at + (expiresIn ?? 0) * 1000,
        at,
      });
      // After it was saved, so that whichever comes first, saving or revoking, it is gone in the end.
      if (!kept) await adapter.destroy(id);
    },
  };
}

/** Headers may hold anything but line ends; names of browsers are ASCII. */
const printable = (text: string | undefined): string | undefined =>
  text?.replace(/[^ -~]/g, '').slice(0, USER_AGENT_MAX) || undefined;
