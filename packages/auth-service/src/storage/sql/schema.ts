/**
 * The tables, as Kysely sees them; each area's are in `schema/`. Portable: text for IDs and JSON, integer
 * milliseconds for time, integer 0/1 for truth.
 */
import type { ClientCredentialTables } from './schema/client-credential-tables.ts';
import type { ClientTables } from './schema/client-tables.ts';
import type { DirectoryTables } from './schema/directory-tables.ts';
import type { EmbeddedSessionTables } from './schema/embedded-session-tables.ts';
import type { GrantTables } from './schema/grant-tables.ts';
import type { OperationTables } from './schema/operation-tables.ts';
import type { WebhookTables } from './schema/webhook-tables.ts';

export interface Schema
  extends DirectoryTables,
    ClientTables,
    ClientCredentialTables,
    EmbeddedSessionTables,
    GrantTables,
    OperationTables,
    WebhookTables {}
