import { type Kysely, sql } from 'kysely';
import type { Storage, Stores } from '../../domain/storage.ts';
import { sqlAuditStore } from './audit-store.ts';
import { sqlChallengeCodeStore } from './challenge-code-store.ts';
import { sqlClientStore } from './client-store.ts';
import { sqlDelegationStore } from './delegation-store.ts';
import { sqlDirectoryStore } from './directory-store.ts';
import { sqlEmbeddedSessionStore } from './embedded-session-store.ts';
import { sqlMintCandidateStore } from './mint-candidate-store.ts';
import { sqlProofStore } from './proof-store.ts';
import type { Schema } from './schema.ts';
import { sqlSigningKeyStore } from './signing-key-store.ts';

function sqlStores(db: Kysely<Schema>): Stores {
  return {
    audit: sqlAuditStore(db),
    challengeCodes: sqlChallengeCodeStore(db),
    clients: sqlClientStore(db),
    delegations: sqlDelegationStore(db),
    directory: sqlDirectoryStore(db),
    mintCandidates: sqlMintCandidateStore(db),
    proofs: sqlProofStore(db),
    sessions: sqlEmbeddedSessionStore(db),
    signingKeys: sqlSigningKeyStore(db),
  };
}

/** The stores on one SQL database, of whatever dialect. Closing closes the database. */
export function sqlStorage(db: Kysely<Schema>): Storage {
  return {
    stores: sqlStores(db),
    transaction: (work) => db.transaction().execute((trx) => work(sqlStores(trx))),
    ping: async () => {
      // A table of ours: `select 1` would succeed with the file gone.
      await sql`select 1 from clients limit 1`.execute(db);
    },
    close: () => db.destroy(),
  };
}
