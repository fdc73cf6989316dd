import { type Actor, OPERATOR } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import { ownUserId, sightOf } from '../authority/find-authority.ts';
import {
  jurisdictionOf,
  mayReadClients,
  requireClientAuthority,
} from '../client/client-authority.ts';
import type { Clock } from '../clock.ts';
import { endGrant } from '../consent/end-grant.ts';
import { PERMISSIONS } from '../directory/permission.ts';
import { DomainError } from '../errors.ts';
import { TOKEN_KINDS } from '../oauth-artifact/oauth-artifact.ts';
import { type Page, type PageRequest, readPage } from '../paging/page.ts';
import { publishSecurityEvents } from '../security-event/publish-security-events.ts';
import type { Storage, Stores } from '../storage.ts';
import {
  type ConnectedApp,
  type ConnectedToken,
  type GrantedToken,
  TOKENS_SHOWN,
  type TokenFilter,
} from './connected-app.ts';

/** Applications with tokens: one's own, and those of clients that one may read or manage (CM20). */
export interface ConnectedAppManagement {
  list(query: TokenFilter & PageRequest): Promise<Page<ConnectedApp>>;
  /**
   * Ends one token; a refresh token with everything else of its grant (RFC 7009 §2.1).
   *
   * @returns how many tokens
   * @throws DomainError `not_found`, `permission_required`
   */
  revokeToken(id: string): Promise<number>;
  /**
   * Ends all that a client holds of one user, consent included, or of everybody.
   *
   * @returns how many tokens
   * @throws DomainError `not_found`, `permission_required`
   */
  disconnect(of: { clientId: string; userId: string | undefined }): Promise<number>;
}

export function manageConnectedApps(
  deps: { storage: Storage; clock: Clock },
  actor: Actor = OPERATOR,
): ConnectedAppManagement {
  const { storage, clock } = deps;
  const { stores } = storage;
  const sight = () => sightOf(stores, actor, [PERMISSIONS.readClients, PERMISSIONS.manageClients]);
  const requireAuthority = async (
    { clientId, userId }: { clientId: string; userId: string | undefined },
    unseen: DomainError,
  ): Promise<void> => {
    if (userId !== undefined && ownUserId(actor) === userId) return;
    const client = await stores.clients.find(clientId);
    // What somebody may not see does not exist for them.
    if (!client || !(await mayReadClients(stores, actor, jurisdictionOf(client)))) throw unseen;
    await requireClientAuthority(stores, actor, client);
  };
  return {
    async list({ after, limit, ...filter }) {
      const common = { ...filter, sight: await sight(), now: clock() };
      const page = await readPage(
        { after, limit },
        (part) => stores.connectedApps.clients({ ...common, ...part }),
        ({ id }) => id,
      );
      const items: ConnectedApp[] = [];
      for (const { tokenCount, ...client } of page.items) {
        const query = { ...common, clientId: client.id, limit: TOKENS_SHOWN };
        const tokens = await withTeams(stores, await stores.connectedApps.tokens(query));
        items.push({ client, tokens, tokenCount });
      }
      return { items, next: page.next };
    },

    async revokeToken(id) {
      const token = await stores.connectedApps.find(id, clock());
      if (!token) throw notFound('token', id);
      const { clientId, userId, grantKey, kind } = token;
      await requireAuthority(token, notFound('token', id));
      if (kind === 'RefreshToken' && grantKey !== undefined) {
        return endGrant(deps, grantKey, { actor, reason: 'withdrawn' });
      }
      await storage.transaction(async (inside) => {
        await inside.oauthArtifacts.remove(kind, id);
        await note(inside, { clientId, userId, subjectId: id, ended: [id] });
      });
      return 1;
    },

    async disconnect({ clientId, userId }) {
      await requireAuthority({ clientId, userId }, notFound('client', clientId));
      return storage.transaction(async (inside) => {
        const kinds: readonly string[] = TOKEN_KINDS;
        const removed = await inside.connectedApps.remove({ clientId, userId });
        const ended = removed.filter(({ kind }) => kinds.includes(kind)).map(({ key }) => key);
        if (removed.length > 0)
          await note(inside, { clientId, userId, subjectId: clientId, ended });
        return ended.length;
      });
    },
  };

  async function note(
    inside: Stores,
    of: { clientId: string; userId: string | undefined; subjectId: string; ended: string[] },
  ): Promise<void> {
    const { ended, ...whose } = of;
    const details = { tokens: ended.length };
    await recordAudit(inside.audit, clock, { type: 'token.revoked', actor, ...whose, details });
    const events = ended.map((jti) => ({ type: 'token.revoked' as const, jti }));
    await publishSecurityEvents(inside, clock, events);
  }
}

async function withTeams(
  { consents }: Stores,
  tokens: readonly GrantedToken[],
): Promise<ConnectedToken[]> {
  const grants = new Set(tokens.flatMap(({ grantKey }) => grantKey ?? []));
  const chosen = await consents.chosenTeams([...grants]);
  return tokens.map(({ grantKey, ...token }) => ({
    ...token,
    chosenTeams: grantKey === undefined ? undefined : chosen.get(grantKey),
  }));
}

const notFound = (kind: string, id: string): DomainError =>
  new DomainError('not_found', `${kind}: there is no ${kind} ${id}, or you may not see it.`);
