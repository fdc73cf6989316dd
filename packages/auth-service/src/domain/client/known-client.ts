import type { Client, UserMode } from './client.ts';
import type { ClientSecret } from './client-secret.ts';

/** What is known of a client, as far as authenticating it needs. */
export interface KnownClient {
  client: Pick<Client, 'id' | 'type' | 'status'> & {
    /** Of embedded clients only. */
    userMode: UserMode | undefined;
  };
  /** Those that count. */
  secrets: Pick<ClientSecret, 'id' | 'hash' | 'expiresAt' | 'lastUsedAt'>[];
}
