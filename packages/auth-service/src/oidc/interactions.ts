import type { IncomingMessage } from 'node:http';
import type Provider from 'oidc-provider';
import { errors } from 'oidc-provider';
import { recordAudit } from '../domain/audit/audit-store.ts';
import { noteLogouts } from '../domain/browser-session/logout-notice.ts';
import { type Clock, systemClock, toSeconds } from '../domain/clock.ts';
import { artifactKey } from '../domain/oauth-artifact/oauth-artifact.ts';
import { isScope } from '../domain/scope/scope.ts';
import type { Storage } from '../domain/storage.ts';
import type { InteractionEngine } from '../http/interaction/interaction-engine.ts';
import { errorInWords } from '../http/pages/error-in-words.ts';
import { PageRefusal } from '../http/pages/page-refusal.ts';
import { settingsOf } from './engine-client.ts';
import { grantLifetime } from './lifetimes.ts';

interface Dependencies {
  storage: Storage;
  clock: Clock;
  /** The one whose keys are the present ones. */
  provider: () => Provider;
  /** What tells browsers apart, by a cookie that no other host can set. */
  browserOf: (request: IncomingMessage) => string | undefined;
}

/** The engine's interactions, in our words. */
export function interactionEngine({
  storage,
  clock,
  provider,
  browserOf,
}: Dependencies): InteractionEngine {
  const { stores } = storage;
  return {
    async find(request, response, uid) {
      const {
        prompt,
        params,
        session,
        uid: found,
      } = await detailsOf(provider(), request, response);
      const client = await stores.clients.find(textOf(params.client_id) ?? '');
      if (found !== uid || client?.type !== 'app') throw expired();
      const redirectUri = textOf(params.redirect_uri);
      // The engine looks when the request begins, which may be an hour ago. A device has none.
      const known = await provider().Client.find(client.id);
      if (redirectUri !== undefined && known?.redirectUriAllowed(redirectUri) === false) {
        throw new PageRefusal(400, errorInWords({ error: 'invalid_redirect_uri' }));
      }
      return {
        uid,
        prompt: prompt.name === 'login' ? 'login' : 'consent',
        client,
        userId: session?.accountId,
        scopes: (textOf(params.scope) ?? '').split(' ').filter(isScope),
        redirectUri: redirectUri ?? '',
        loginHint: textOf(params.login_hint),
      };
    },
    async signedIn(request, response, userId) {
      const engine = provider();
      const interaction = await detailsOf(engine, request, response);
      if (interaction.session && interaction.session.accountId !== userId) {
        const session = await engine.Session.get(engine.createContext(request, response));
        await noteLogouts(stores, clock, session);
        await leaveSession(interaction, session);
      }
      const login = { accountId: userId, amr: ['pwd'] };
      // What somebody else submitted before does not count for this user.
      return engine.interactionResult(
        request,
        response,
        { login, browser: browserOf(request) },
        { mergeWithLastSubmission: false },
      );
    },
    async allowed(request, response, { interaction, userId, chosenTeams, address }) {
      const { client, scopes } = interaction;
      const engine = provider();
      const known = await engine.Client.find(client.id);
      if (!known) throw expired();
      // Another consent is another grant: what was issued from the one before keeps its own teams.
      const grant = Object.assign(new engine.Grant({ accountId: userId, clientId: client.id }), {
        expiresIn: grantLifetime(settingsOf(known)),
      });
      grant.addOIDCScope(scopes.join(' '));
      const grantId = await grant.save();
      const grantKey = artifactKey(grantId);
      await storage.transaction(async (changed) => {
        await changed.consents.putTeams(grantKey, chosenTeams);
        await recordAudit(changed.audit, clock, {
          type: 'grant.created',
          actor: { type: 'user', userId },
          userId,
          clientId: client.id,
          subjectId: grantKey,
          address,
          details: {
            scope: scopes.join(' '),
            teams:
              chosenTeams === 'all' ? 'all teams, also those made later' : chosenTeams.join(' '),
          },
        });
      });
      return engine.interactionResult(request, response, {
        consent: { grantId },
        browser: browserOf(request),
      });
    },
    denied: (request, response) =>
      provider().interactionResult(request, response, {
        error: 'access_denied',
        error_description: 'the user did not allow it',
        browser: browserOf(request),
      }),
    async refuseForeignAnswer(request, response) {
      const engine = provider();
      // The very one that the engine is going to take.
      const { cookies } = engine.createContext(request, response);
      const uid = cookies.get(engine.cookieName('resume'), { signed: true });
      const interaction = uid === undefined ? undefined : await engine.Interaction.find(uid);
      if (interaction?.result && interaction.result.browser !== browserOf(request)) throw expired();
    },
  };
}

async function detailsOf(
  provider: Provider,
  ...[request, response]: Parameters<Provider['interactionDetails']>
): ReturnType<Provider['interactionDetails']> {
  try {
    return await provider.interactionDetails(request, response);
  } catch (error) {
    throw error instanceof errors.SessionNotFound ? expired() : error;
  }
}

/**
 * Signs the browser out before somebody else signs in with it. The engine would do so on a page of its
 * own that goes on by a script.
 */
async function leaveSession(
  interaction: Awaited<ReturnType<Provider['interactionDetails']>>,
  session: Awaited<ReturnType<Provider['Session']['get']>>,
): Promise<void> {
  delete interaction.session;
  // The engine reads the system's clock.
  await interaction.save(interaction.exp - toSeconds(systemClock()));
  await session.destroy();
}

/** Finished, too old, or of another browser. */
const expired = (): PageRefusal =>
  new PageRefusal(400, errorInWords({ error: 'session_not_found' }));

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
