import { PATHS } from '@casement/server-sdk/contract';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { recordAudit } from '../domain/audit/audit-store.ts';
import type { Clock } from '../domain/clock.ts';
import type { Storage, Stores } from '../domain/storage.ts';
import { signOutPage } from '../http/pages/sign-out-page.ts';
import { signedOutPage } from '../http/pages/signed-out-page.ts';
import { formSecret, pageClientOf, showPage } from './engine-page.ts';

type Logout = Extract<NonNullable<Configuration['features']>['rpInitiatedLogout'], object>;

/** RP-initiated logout with our pages: asked for by a client, decided by the user. */
export function rpInitiatedLogout({
  clients,
  directory,
}: Pick<Stores, 'clients' | 'directory'>): Logout {
  return {
    enabled: true,
    async logoutSource(ctx) {
      const { client, session } = ctx.oidc;
      const user = await directory.findUser(session?.accountId ?? '');
      const page = signOutPage({
        action: `${PATHS.logout}/confirm`,
        hidden: formSecret(ctx),
        client: await pageClientOf(clients, client?.clientId),
        user,
      });
      showPage(ctx, page, textsOf(session?.state?.postLogoutRedirectUri));
    },
    async postLogoutSuccessSource(ctx) {
      const client = await pageClientOf(clients, ctx.oidc.client?.clientId);
      const session = await ctx.oidc.provider.Session.get(ctx);
      showPage(ctx, signedOutPage({ client, stayed: session.accountId !== undefined }));
    },
  };
}

/**
 * Who is not signed in has nothing to decide: they go on at once. The engine would send them on by a
 * script, and our pages have none.
 */
export function goOnWithoutSession(ctx: KoaContextWithOIDC): void {
  const { route, session } = ctx.oidc;
  if (route !== 'end_session' || ctx.status !== 200 || session?.accountId !== undefined) return;
  const { postLogoutRedirectUri, state } = session?.state ?? {};
  const [target = ctx.oidc.urlFor('end_session_success')] = textsOf(postLogoutRedirectUri);
  const url = new URL(target);
  if (target === postLogoutRedirectUri) {
    for (const text of textsOf(state)) url.searchParams.set('state', text);
  }
  ctx.status = 303;
  ctx.redirect(url.href);
}

const textsOf = (value: unknown): string[] => (typeof value === 'string' ? [value] : []);

/** Brings a sign-out into the audit log; a user who stays has not signed out. */
export async function auditSignOut(
  { storage, clock }: { storage: Storage; clock: Clock },
  { ip: address, oidc }: KoaContextWithOIDC,
): Promise<void> {
  const { route, session, params, client } = oidc;
  const userId = session?.accountId;
  if (route !== 'end_session_confirm' || userId === undefined || !params?.logout) return;
  // Only then is it gone.
  if (!session || !('destroyed' in session && session.destroyed)) return;
  await recordAudit(storage.stores.audit, clock, {
    type: 'user.signed_out',
    actor: { type: 'user', userId },
    userId,
    clientId: client?.clientId,
    subjectId: userId,
    address,
  });
}
