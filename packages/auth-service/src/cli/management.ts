import type { UseCases } from '../administration.ts';
import type { AuditQuery } from '../domain/audit/audit-query.ts';
import type { ClientQuery } from '../domain/client/client-query.ts';
import type { ClientManagement } from '../domain/client/manage-clients.ts';
import type { FileFormat } from '../export/file-format.ts';

/**
 * What commands work with: everything, or bound by the permissions of the user behind `--as`, on the
 * database; or by the admin API, as who is signed in.
 */
export type Management = Pick<
  UseCases,
  | 'browserSessions'
  | 'connectedApps'
  | 'directory'
  | 'keys'
  | 'locales'
  | 'nodeCredentials'
  | 'passwords'
  | 'registrationTokens'
  | 'sessions'
  | 'webhooks'
> & {
  audit: Pick<UseCases['audit'], 'page'>;
  clients: ClientManagement;
  /** Lists as files. */
  files: ListFiles;
  /** Of the directory one thing at a time; whole lists are `directory`'s. */
  browse: Pick<UseCases['browse'], 'app' | 'organization' | 'role' | 'team' | 'user'>;
};

/** Lists as files, which come while they are made. */
export interface ListFiles {
  /** @throws DomainError before anything of it is made */
  clients(query: ClientQuery, format: FileFormat): Promise<AsyncIterable<Uint8Array>>;
  auditEvents(query: AuditQuery, format: FileFormat): Promise<AsyncIterable<Uint8Array>>;
}
