import { type AuditEntry, recordAudit } from '../audit/audit-store.ts';
import { newId } from '../identifier.ts';
import { SEND_DEADLINE } from '../mail/mailer.ts';
import type { ExpiringSecret, ExpiryMailClaim, ExpiryMailState } from './expiry-mail-store.ts';
import type { ExpiryMailing } from './expiry-mailing.ts';
import type { ExpiryNotice } from './expiry-notice.ts';
import { type ExpiryStage, stageEnd } from './expiry-stage.ts';

/**
 * Milliseconds for which a claim holds. Far longer than a mail can take, so that nobody takes over from a
 * sender that is alive.
 */
export const CLAIM_LEASE = 10 * SEND_DEADLINE;

const MINUTE = 60_000;

/** Milliseconds before the next attempt: 1 minute, 2, 4 … up to an hour. */
const retryDelay = (attempts: number): number => MINUTE * Math.min(60, 2 ** (attempts - 1));

/** The service's own recipient where a client has none: claims the stage, so that it is said once. */
const NOBODY = '';

const AUDIT_TYPES = {
  sent: 'mail.sent',
  failed: 'mail.failed',
  unsent: 'mail.unsent',
} as const satisfies Record<Exclude<ExpiryMailState, 'claimed'>, AuditEntry['type']>;

/**
 * Claims the mail, sends it, and records what became of it. A process that dies in between leaves the claim
 * to its lease; the next one then sends, perhaps for a second time (ADR 0016).
 */
export async function deliverExpiryMail(
  mailing: ExpiryMailing,
  notice: ExpiryNotice,
): Promise<void> {
  const { storage, clock, mailer } = mailing;
  const { secret, stage, recipient } = notice;
  const claim = newClaim(secret, stage, recipient.user.id);
  const now = clock();
  const attempt = await storage.stores.expiryMails.claim(claim, now, now + CLAIM_LEASE);
  if (attempt === undefined) return;
  if (!mailer) return settle(mailing, notice.client.id, claim, 'unsent', 'no_mail_server');
  const delivery = await mailer.send(mailing.compose(notice));
  if (delivery.kind === 'accepted') return settle(mailing, notice.client.id, claim, 'sent');
  const retryAt = clock() + retryDelay(attempt);
  const hopeless = delivery.kind === 'refused' && delivery.permanent;
  if (hopeless || retryAt >= stageEnd(stage, secret.expiresAt)) {
    return settle(mailing, notice.client.id, claim, 'failed', delivery.reason);
  }
  // What may have arrived is left to the lease, so that a slow server has its time.
  if (delivery.kind === 'refused') await storage.stores.expiryMails.release(claim, retryAt);
  mailing.onOutcome({
    ...{ kind: 'delayed', clientId: notice.client.id, secretId: secret.id, stage },
    ...{ recipientId: recipient.user.id, reason: delivery.reason },
  });
}

/** A client of which neither user nor creator can be written to. */
export async function recordNobody(
  mailing: ExpiryMailing,
  secret: ExpiringSecret,
  stage: ExpiryStage,
): Promise<void> {
  const claim = newClaim(secret, stage, NOBODY);
  const now = mailing.clock();
  const attempt = await mailing.storage.stores.expiryMails.claim(claim, now, now + CLAIM_LEASE);
  if (attempt === undefined) return;
  await settle(mailing, secret.clientId, claim, 'unsent', 'no_recipient');
}

const newClaim = (
  secret: Pick<ExpiringSecret, 'id'>,
  stage: ExpiryStage,
  recipientId: string,
): ExpiryMailClaim => ({ secretId: secret.id, stage, recipientId, claim: newId('clm') });

async function settle(
  { storage, clock, onOutcome }: ExpiryMailing,
  clientId: string,
  claim: ExpiryMailClaim,
  state: Exclude<ExpiryMailState, 'claimed'>,
  reason?: string,
): Promise<void> {
  const { secretId, stage } = claim;
  const recipientId = claim.recipientId === NOBODY ? undefined : claim.recipientId;
  const settled = await storage.transaction(async (stores) => {
    if (!(await stores.expiryMails.settle(claim, state, clock()))) return false;
    await recordAudit(stores.audit, clock, {
      type: AUDIT_TYPES[state],
      actor: { type: 'service' },
      clientId,
      userId: recipientId,
      subjectId: secretId,
      details: { stage, ...(reason === undefined ? {} : { reason }) },
    });
    return true;
  });
  if (settled) onOutcome({ kind: state, clientId, secretId, stage, recipientId, reason });
}
