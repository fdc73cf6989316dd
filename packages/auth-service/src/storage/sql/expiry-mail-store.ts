import type { Kysely } from 'kysely';
import type {
  ExpiryMailClaim,
  ExpiryMailStore,
} from '../../domain/expiry-mail/expiry-mail-store.ts';
import type { Schema } from './schema.ts';

export function sqlExpiryMailStore(db: Kysely<Schema>): ExpiryMailStore {
  /** The row, as long as the claim is the one that holds it. */
  const updateClaimed = ({ secretId, stage, recipientId, claim }: ExpiryMailClaim) =>
    db
      .updateTable('expiry_mails')
      .where('secret_id', '=', secretId)
      .where('stage', '=', stage)
      .where('recipient_id', '=', recipientId)
      .where('claim', '=', claim)
      .where('state', '=', 'claimed');
  return {
    async listDue({ stage, expiresAfter, expiresUntil, madeBeforeEnd }, limit, after) {
      const rows = await db
        .selectFrom('client_secrets as secret')
        .select(['secret.id', 'client_id', 'secret.name', 'prefix', 'expires_at'])
        .where('expires_at', '>', expiresAfter)
        .where('expires_at', '<=', expiresUntil)
        .where((where) =>
          where(
            where('expires_at', '-', where.ref('secret.created_at')),
            '>',
            where.val(madeBeforeEnd),
          ),
        )
        .where('revoked_at', 'is', null)
        .where('superseded_at', 'is', null)
        // Not a join: a planner might begin with all active clients.
        .where(({ exists, selectFrom, ref }) =>
          exists(
            selectFrom('clients')
              .select('clients.id')
              .where('clients.id', '=', ref('secret.client_id'))
              .where('clients.status', '=', 'active'),
          ),
        )
        .where((where) =>
          where.or([where('mailed_stage', 'is', null), where('mailed_stage', '>', stage)]),
        )
        .where((where) =>
          where(
            where.refTuple('expires_at', 'secret.id'),
            '>',
            where.tuple(after?.expiresAt ?? 0, after?.id ?? ''),
          ),
        )
        .orderBy('expires_at')
        .orderBy('secret.id')
        .limit(limit)
        .execute();
      return rows.map(({ id, client_id, name, prefix, expires_at }) => ({
        id,
        clientId: client_id,
        name,
        prefix,
        expiresAt: Number(expires_at),
      }));
    },
    async claim({ secretId, stage, recipientId, claim }, now, leaseUntil) {
      const row = await db
        .insertInto('expiry_mails')
        .values({
          secret_id: secretId,
          stage,
          recipient_id: recipientId,
          state: 'claimed',
          claim,
          available_at: leaseUntil,
          attempts: 1,
          settled_at: null,
        })
        .onConflict((conflict) =>
          conflict
            .columns(['secret_id', 'stage', 'recipient_id'])
            .doUpdateSet((set) => ({
              claim: set.ref('excluded.claim'),
              available_at: set.ref('excluded.available_at'),
              attempts: set('expiry_mails.attempts', '+', 1),
            }))
            .where('expiry_mails.state', '=', 'claimed')
            .where('expiry_mails.available_at', '<=', now),
        )
        .returning('attempts')
        .executeTakeFirst();
      return row?.attempts;
    },
    async settle(claim, state, at) {
      const { numUpdatedRows } = await updateClaimed(claim)
        .set({ state, settled_at: at })
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },
    async release(claim, at) {
      await updateClaimed(claim).set({ available_at: at }).execute();
    },
    async settleStage(secretId, stage) {
      await db
        .updateTable('client_secrets')
        .set({ mailed_stage: stage })
        .where('id', '=', secretId)
        .where((where) =>
          where.or([where('mailed_stage', 'is', null), where('mailed_stage', '>', stage)]),
        )
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('expiry_mails')
                .select('expiry_mails.stage')
                .where('expiry_mails.secret_id', '=', secretId)
                .where('expiry_mails.stage', '=', stage)
                .where('expiry_mails.state', '=', 'claimed'),
            ),
          ),
        )
        .execute();
    },
  };
}
