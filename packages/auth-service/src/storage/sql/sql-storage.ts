import { type Kysely, sql } from 'kysely';
import type { Storage, Stores } from '../../domain/storage.ts';
import { sqlAuditPageStore } from './audit-page-store.ts';
import { sqlAuditStore } from './audit-store.ts';
import { sqlBrowserSessionStore } from './browser-session-store.ts';
import { sqlChallengeCodeStore } from './challenge-code-store.ts';
import { sqlClientStore } from './client-store.ts';
import { sqlConnectedAppStore } from './connected-app-store.ts';
import { sqlConsentStore } from './consent-store.ts';
import { sqlDelegationStore } from './delegation-store.ts';
import { sqlDevicePollStore } from './device-poll-store.ts';
import { sqlDirectoryPageStore } from './directory-page-store.ts';
import { sqlDirectoryStore } from './directory-store.ts';
import { sqlEmbeddedSessionStore } from './embedded-session-store.ts';
import { sqlExpiryMailStore } from './expiry-mail-store.ts';
import { sqlIdempotencyStore } from './idempotency-store.ts';
import { sqlMintCandidateStore } from './mint-candidate-store.ts';
import { sqlOAuthArtifactStore } from './oauth-artifact-store.ts';
import { sqlPasswordStore } from './password-store.ts';
import { sqlProofStore } from './proof-store.ts';
import { sqlRegistrationStore } from './registration-store.ts';
import type { Schema } from './schema.ts';
import { sqlSecurityEventStore } from './security-event-store.ts';
import { sqlSessionPageStore } from './session-page-store.ts';
import { sqlSigningKeyStore } from './signing-key-store.ts';
import { sqlTokenCandidateStore } from './token-candidate-store.ts';
import { feedingWebhooks } from './webhook-outbox.ts';
import { sqlWebhookStore } from './webhook-store.ts';

function sqlStores(db: Kysely<Schema>): Stores {
  const webhooks = sqlWebhookStore(db);
  return {
    audit: feedingWebhooks(sqlAuditStore(db), webhooks),
    auditPages: sqlAuditPageStore(db),
    browserSessions: sqlBrowserSessionStore(db),
    challengeCodes: sqlChallengeCodeStore(db),
    clients: sqlClientStore(db),
    connectedApps: sqlConnectedAppStore(db),
    consents: sqlConsentStore(db),
    delegations: sqlDelegationStore(db),
    devicePolls: sqlDevicePollStore(db),
    directory: sqlDirectoryStore(db),
    expiryMails: sqlExpiryMailStore(db),
    directoryPages: sqlDirectoryPageStore(db),
    idempotency: sqlIdempotencyStore(db),
    mintCandidates: sqlMintCandidateStore(db),
    oauthArtifacts: sqlOAuthArtifactStore(db),
    passwords: sqlPasswordStore(db),
    proofs: sqlProofStore(db),
    registrations: sqlRegistrationStore(db),
    securityEvents: sqlSecurityEventStore(db),
    sessionPages: sqlSessionPageStore(db),
    sessions: sqlEmbeddedSessionStore(db),
    signingKeys: sqlSigningKeyStore(db),
    tokenCandidates: sqlTokenCandidateStore(db),
    webhooks,
  };
}

/** The stores on one SQL database, of whatever dialect. Closing closes the database. */
export function sqlStorage(db: Kysely<Schema>): Storage {
  const listeners = new Set<() => void>();
  const announce = () => {
    for (const listener of listeners) listener();
  };
  return {
    stores: noticingEvents(sqlStores(db), announce),
    async transaction(work) {
      let appended = false;
      const result = await db.transaction().execute((trx) =>
        work(
          noticingEvents(sqlStores(trx), () => {
            appended = true;
          }),
        ),
      );
      // Committed by now.
      if (appended) announce();
      return result;
    },
    onSecurityEvents(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    ping: async () => {
      // A table of ours: `select 1` would succeed with the file gone.
      await sql`select 1 from clients limit 1`.execute(db);
    },
    close: () => db.destroy(),
  };
}

/** The same stores; `appended` hears of every append to the log of security events. */
function noticingEvents(stores: Stores, appended: () => void): Stores {
  const { securityEvents } = stores;
  const append: Stores['securityEvents']['append'] = async (events) => {
    await securityEvents.append(events);
    appended();
  };
  return { ...stores, securityEvents: { ...securityEvents, append } };
}
