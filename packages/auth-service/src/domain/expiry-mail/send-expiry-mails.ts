import { deliverExpiryMail, recordNobody } from './deliver-expiry-mail.ts';
import type { ExpiringSecret } from './expiry-mail-store.ts';
import type { ExpiryMailing } from './expiry-mailing.ts';
import { type ExpiryNotice, localeOf, recipientsOf, tenantsOf } from './expiry-notice.ts';
import { daysLeft, EXPIRY_STAGES, type ExpiryStage, stageWindow } from './expiry-stage.ts';

const BATCH = 100;

/**
 * Sends what is due and nobody else has in hand (CM12). Safe to run at any time, anywhere, also at once.
 *
 * @param signal ends it before the next mail
 */
export async function sendExpiryMails(mailing: ExpiryMailing, signal: AbortSignal): Promise<void> {
  const { expiryMails } = mailing.storage.stores;
  for (const stage of EXPIRY_STAGES) {
    let last: ExpiringSecret | undefined;
    do {
      const due = await expiryMails.listDue(stageWindow(stage, mailing.clock()), BATCH, last);
      for (const secret of due) {
        if (signal.aborted) return;
        await sendStage(mailing, secret, stage, signal);
      }
      last = due.length === BATCH ? due.at(-1) : undefined;
    } while (last);
  }
}

async function sendStage(
  mailing: ExpiryMailing,
  secret: ExpiringSecret,
  stage: ExpiryStage,
  signal: AbortSignal,
): Promise<void> {
  const { storage, clock } = mailing;
  const { stores } = storage;
  // Again: sending the ones before may have taken minutes.
  const client = await stores.clients.find(secret.clientId);
  if (client?.status !== 'active') return;
  const tenants = await tenantsOf(stores, client);
  const recipients = await recipientsOf(stores, client);
  for (const recipient of recipients) {
    if (signal.aborted) return;
    const notice: ExpiryNotice = {
      recipient,
      locale: localeOf(recipient.user, tenants, mailing.locale),
      client,
      tenants: tenants.map(({ name }) => name),
      secret,
      stage,
      daysLeft: daysLeft(secret.expiresAt, clock()),
    };
    await deliverExpiryMail(mailing, notice);
  }
  if (recipients.length === 0) await recordNobody(mailing, secret, stage);
  await stores.expiryMails.settleStage(secret.id, stage);
}
