import type { Actor } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import type { Clock } from '../clock.ts';
import { TOKEN_KINDS } from '../oauth-artifact/oauth-artifact.ts';
import { publishSecurityEvents } from '../security-event/publish-security-events.ts';
import type { Storage } from '../storage.ts';

/** Why a grant ends: somebody takes it back, or something that is good once was used twice. */
export type GrantEnd = 'withdrawn' | 'code_reused' | 'refresh_token_reused';

/**
 * Ends a grant with everything that was issued from it, at once and for good: whatever is issued from it
 * later, by a request that was under way, is never valid. Resource servers that remember an introspection
 * hear of every token. A grant that has ended already is no error.
 *
 * @returns how many tokens were ended
 */
export async function endGrant(
  { storage, clock }: { storage: Storage; clock: Clock },
  grantKey: string,
  { actor, reason }: { actor: Actor; reason: GrantEnd },
): Promise<number> {
  return storage.transaction(async (stores) => {
    const ended = await stores.oauthArtifacts.removeGrant(grantKey);
    const [any] = ended;
    if (!any) return 0;
    const kinds: readonly string[] = TOKEN_KINDS;
    const tokens = ended.filter(({ kind }) => kinds.includes(kind));
    await recordAudit(stores.audit, clock, {
      type: 'grant.revoked',
      actor,
      userId: any.userId,
      clientId: any.clientId,
      subjectId: grantKey,
      details: { reason, tokens: tokens.length },
    });
    await publishSecurityEvents(
      stores,
      clock,
      tokens.map(({ key }) => ({ type: 'token.revoked', jti: key })),
    );
    return tokens.length;
  });
}
