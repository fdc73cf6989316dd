/** A year, day by day: two schedulers on one file, restarted now and then, and a real mail server. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { administration } from '../../src/administration.ts';
import type { ClientManagement } from '../../src/domain/client/manage-clients.ts';
import type { ExpiryMailing } from '../../src/domain/expiry-mail/expiry-mailing.ts';
import { DAY } from '../../src/domain/expiry-mail/expiry-stage.ts';
import { sendExpiryMails } from '../../src/domain/expiry-mail/send-expiry-mails.ts';
import { hashCredential } from '../../src/domain/opaque-credential.ts';
import type { Storage } from '../../src/domain/storage.ts';
import type { User } from '../../src/index.ts';
import { expiryMail } from '../../src/mail/expiry-mail/expiry-mail.ts';
import { smtpMailer } from '../../src/mail/smtp-mailer.ts';
import { openSqlite } from '../../src/storage/sql/sqlite/open-sqlite.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BEGIN = Date.UTC(2027, 0, 1, 8);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: MailServer;
let storage: Storage;
let now = BEGIN;
const clock = () => now;
beforeAll(async () => {
  folder = await temporaryFolder();
  server = await startMailServer();
  storage = await openSqlite(join(folder.path, 'year.db'));
});
afterAll(async () => {
  await storage.close();
  await server.close();
  await folder.remove();
});

/** One process: its own storage, its own connection to the mail server. */
async function startReplica() {
  const own = await openSqlite(join(folder.path, 'year.db'));
  const mailing: ExpiryMailing = {
    storage: own,
    clock,
    mailer: smtpMailer({ url: server.url, from: 'casement@example.com' }),
    compose: (notice) =>
      expiryMail(notice, { consoleUrl: 'https://a.example/console', host: 'a.example' }),
    locale: 'en',
    onOutcome: () => {},
  };
  return { own, mailing };
}

interface Seen {
  day: number;
  subject: string;
  to: string;
  language: string;
  id: string;
}

test('CM12 85 over a year each stage is sent exactly once, in the right language, to the right people', async () => {
  const { directory, locales, as } = administration(storage, clock);
  const nordlys = await directory.createOrganization({ name: 'Nordlys' });
  await locales.setOrganizationLocale(nordlys.id, 'nb');
  const team = await directory.createTeam({ organizationId: nordlys.id, name: 'Operations' });
  const person = async (name: string, locale?: string): Promise<User> => {
    const user = await directory.createUser({ email: `${name}@example.com`, name });
    await directory.setMembership({ teamId: team.id, user: user.id, roleId: 'super_admin' });
    return locale === undefined ? user : locales.setUserLocale(user.id, locale);
  };
  const ana = await person('ana', 'fr');
  const bo = await person('bo');
  const carl = await person('carl', 'fi');
  const byAna = as({ type: 'user', userId: ana.id }).clients;
  const giveSecret = async (clientId: string, name: string, days: number) => {
    await storage.stores.clients.insertSecret({
      ...{ id: `sec_${clientId}_${name}`, clientId, name, prefix: 'csm_sk_test' },
      hash: hashCredential(clientId + name),
      createdAt: now,
      expiresAt: now + days * DAY,
      revokedAt: undefined,
      lastUsedAt: undefined,
    });
  };
  const service = async (clients: ClientManagement, id: string, user: User, days: number) => {
    await clients.createServiceClient({ id, name: id, user: user.id, scopes: ['read'] });
    await quiet(id);
    await giveSecret(id, 'first', days);
  };
  /** The secret that a client is made with is not what these tests are about. */
  const quiet = async (clientId: string) => {
    for (const { id } of await storage.stores.clients.listSecrets(clientId)) {
      await storage.stores.clients.revokeSecret(id, now);
    }
  };
  const operator = administration(storage, clock).clients;

  await service(byAna, 'long', bo, 180);
  await service(byAna, 'short', carl, 10);
  await service(byAna, 'own', ana, 90);
  await service(byAna, 'rotated', bo, 60);
  await service(byAna, 'paused', bo, 60);
  await service(byAna, 'revoked', bo, 90);
  await service(byAna, 'deleted', bo, 90);
  await operator.createAppClient({
    ...{ id: 'nobody', name: 'nobody', redirectUris: ['https://app.example/cb'] },
  });
  await quiet('nobody');
  await giveSecret('nobody', 'first', 40);

  const events: Record<number, () => Promise<unknown>> = {
    35: async () => {
      await operator.secrets.rotate('rotated', { overlapHours: 48 });
      await quiet('rotated');
      await giveSecret('rotated', 'second', 120);
    },
    50: () => operator.pause('paused'),
    58: () => operator.resume('paused'),
    70: () => operator.revoke('revoked'),
    80: () => operator.delete('deleted'),
    // Bo leaves; who made the client is still told.
    150: () => directory.setUserStatus(bo.id, 'inactive'),
  };
  let replicas = [await startReplica(), await startReplica()];
  const seen: Seen[] = [];
  let taken = 0;
  for (let day = 0; day <= 365; day++) {
    now = BEGIN + day * DAY;
    await events[day]?.();
    // Each in its turn is told to stop in the middle, and is replaced by a new process.
    const stopping = new AbortController();
    if (day % 5 === 0) setImmediate(() => stopping.abort());
    await Promise.all(
      replicas.map(({ mailing }, index) =>
        sendExpiryMails(
          mailing,
          index === day % 2 ? stopping.signal : new AbortController().signal,
        ),
      ),
    );
    if (day % 5 === 0) {
      const [gone] = replicas.splice(day % 2, 1);
      await gone?.own.close();
      replicas = [...replicas, await startReplica()];
    }
    for (const mail of server.mails.slice(taken)) {
      seen.push({
        day,
        subject: mail.subject ?? '',
        to: mail.to?.[0]?.address?.replace('@example.com', '') ?? '',
        language: mail.headers.find(({ key }) => key === 'content-language')?.value ?? '',
        id: mail.messageId ?? '',
      });
    }
    taken = server.mails.length;
  }
  for (const { own } of replicas) await own.close();

  const days = (client: string, to: string) =>
    seen
      .filter((mail) => mail.subject.includes(` ${client} `) && mail.to === to)
      .map(({ day }) => day);
  // 30, 14, 7, 1 and 0 days before day 180; Bo is inactive from day 150 on.
  expect(days('long', 'ana')).toEqual([150, 166, 173, 179, 180]);
  expect(days('long', 'bo')).toEqual([]);
  // Only what was still ahead with 10 days.
  expect(days('short', 'ana')).toEqual([3, 9, 10]);
  expect(days('short', 'carl')).toEqual([3, 9, 10]);
  // Creator and user in one person: one mail.
  expect(days('own', 'ana')).toEqual([60, 76, 83, 89, 90]);
  // The first secret's schedule ended with the rotation on day 35; the second's ends on day 155.
  expect(days('rotated', 'ana')).toEqual([30, 125, 141, 148, 154, 155]);
  expect(days('rotated', 'bo')).toEqual([30, 125, 141, 148]);
  // Nothing while it is paused; what is on when it is resumed, with the days that are left.
  expect(days('paused', 'bo')).toEqual([30, 46, 58, 59, 60]);
  expect(days('revoked', 'bo')).toEqual([60]);
  expect(days('deleted', 'bo')).toEqual([60, 76]);
  expect(days('nobody', 'ana')).toEqual([]);
  const expected = 5 + 3 + 3 + 5 + 6 + 4 + 2 * 5 + 2 * 1 + 2 * 2;
  expect(seen).toHaveLength(expected);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(expected);

  const languages = (to: string) =>
    new Set(seen.filter((mail) => mail.to === to).map((m) => m.language));
  expect(languages('ana')).toEqual(new Set(['fr']));
  // By the organization: it is the only one.
  expect(languages('bo')).toEqual(new Set(['nb']));
  expect(languages('carl')).toEqual(new Set(['fi']));
  expect(seen.find(({ day, to }) => day === 58 && to === 'bo')?.subject).toContain('om 2 dager');

  const { audit } = administration(storage, clock);
  expect(await audit.list({ type: 'mail.sent', limit: 1_000 })).toHaveLength(expected);
  const unsent = await audit.list({ type: 'mail.unsent', limit: 1_000 });
  expect(unsent.map(({ details }) => [details.stage, details.reason])).toEqual(
    [0, 1, 7, 14, 30].map((stage) => [stage, 'no_recipient']),
  );
  expect(await audit.list({ type: 'mail.failed' })).toEqual([]);
});
