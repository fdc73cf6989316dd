import type { ExpiryNotice } from '../../domain/expiry-mail/expiry-notice.ts';
import { DAY, EXPIRY_STAGES } from '../../domain/expiry-mail/expiry-stage.ts';
import type { Locale } from '../../domain/locale/locale.ts';

/** An invented client, for looking at the mail about it. */
export function sampleNotice(locale: Locale, daysLeft: number, now: number): ExpiryNotice {
  return {
    recipient: {
      user: {
        id: 'usr_sample',
        email: 'ana@example.com',
        name: 'Ana Lind',
        status: 'active',
        locale,
        createdAt: now,
      },
      role: 'creator',
    },
    locale,
    client: { id: 'acme-portal', name: 'Acme portal' },
    tenants: ['Nordlys AS'],
    secret: {
      id: 'sec_sample',
      name: 'default',
      prefix: 'csm_sk_8Qh2',
      expiresAt: now + daysLeft * DAY,
    },
    stage: EXPIRY_STAGES.find((stage) => daysLeft <= stage) ?? 30,
    daysLeft,
  };
}
