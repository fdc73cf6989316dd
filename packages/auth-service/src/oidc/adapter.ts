import Provider, {
  type Adapter,
  type AdapterFactory,
  type AdapterPayload,
  errors,
} from 'oidc-provider';
import { type Clock, systemClock, toSeconds } from '../domain/clock.ts';
import { endGrant } from '../domain/consent/end-grant.ts';
import {
  type ArtifactKind,
  artifactKey,
  type OAuthArtifact,
} from '../domain/oauth-artifact/oauth-artifact.ts';
import type { Storage } from '../domain/storage.ts';
import { refuseEagerDevice, saveUndecided } from './device-flow.ts';
import { settingsOf } from './engine-client.ts';
import { longestLifetime } from './lifetimes.ts';
import { seal, unseal } from './sealed-payload.ts';
import { sessionAdapter } from './session-adapter.ts';
import { deviceCodeKey, standIn } from './stand-in.ts';

interface Dependencies {
  storage: Storage;
  clock: Clock;
}

/**
 * The engine's storage on our own stores. Tokens are kept under a hash, consumed in one statement, and
 * found only while their client is active.
 */
export function oidcAdapter({ storage, clock }: Dependencies): AdapterFactory {
  return (name) => {
    if (name === 'Client') return noClients;
    const adapter = artifactAdapter(name as ArtifactKind, { storage, clock });
    return name === 'Session' ? sessionAdapter(adapter, { ...storage, clock }) : adapter;
  };
}

/** Clients come from elsewhere (see `find-clients.ts`), and the engine has no business with writing them. */
const noClients: Adapter = (() => {
  const refuse = async (): Promise<never> => {
    throw new Error('the engine does not keep clients');
  };
  return {
    find: refuse,
    findByUid: refuse,
    findByUserCode: refuse,
    upsert: refuse,
    consume: refuse,
    destroy: refuse,
    revokeByGrantId: refuse,
  };
})();

/** Milliseconds for which an expired one is kept, so that its holder hears that it has expired. */
const RETENTION: Partial<Record<ArtifactKind, number>> = { DeviceCode: 10 * 60_000 };

function artifactAdapter(kind: ArtifactKind, { storage, clock }: Dependencies): Adapter {
  const { oauthArtifacts } = storage.stores;
  const retention = RETENTION[kind] ?? 0;
  // Requests under way: only ever found by their own names, and they hold what clients and users sent.
  const sealed = kind === 'Interaction' || kind === 'PushedAuthorizationRequest';
  const grace = kind === 'RefreshToken' ? refreshGrace : () => 0;
  // Nothing else is ever found by what the database holds of it.
  const keyOf = kind === 'DeviceCode' ? deviceCodeKey : artifactKey;
  /** As the engine is to see it: our clock decides what has expired, and what was used before. */
  const live = (found: OAuthArtifact | undefined, id?: string): AdapterPayload | undefined => {
    if (!found || found.expiresAt <= clock()) return undefined;
    const { consumedAt, expiresAt } = found;
    const spared = consumedAt !== undefined && clock() - consumedAt < grace();
    const text = sealed && id !== undefined ? unseal(id, found.payload) : found.payload;
    return {
      // Written by `upsert` below.
      ...(JSON.parse(text) as AdapterPayload),
      // The value itself, as far as it was presented: only its hash is stored.
      ...(id === undefined ? {} : { jti: id }),
      ...(consumedAt === undefined || spared ? {} : { consumed: toSeconds(consumedAt) }),
      // The engine reads the system's clock.
      exp: toSeconds(expiresAt - retention - clock() + systemClock()),
    };
  };
  /** The engine ends a grant for one reason only: what is good once was used twice. */
  const end = async (grantKey: string): Promise<void> => {
    const grantType = Provider.ctx?.oidc.params?.grant_type;
    const reason = grantType === 'refresh_token' ? 'refresh_token_reused' : 'code_reused';
    await endGrant({ storage, clock }, grantKey, { actor: { type: 'service' }, reason });
  };
  return {
    async upsert(id, issued, expiresIn) {
      const { userCode } = issued;
      // Set and not left out, which costs more; JSON has no place for them.
      const payload = { ...issued, jti: undefined, userCode: undefined };
      const uid = kind === 'Session' ? payload.uid : undefined;
      const artifact = {
        kind,
        key: keyOf(id),
        clientId: payload.clientId,
        userId: payload.accountId,
        grantKey:
          payload.grantId !== undefined && FROM_GRANTS.has(kind)
            ? artifactKey(payload.grantId)
            : undefined,
        uid: uid === undefined ? undefined : artifactKey(uid),
        userCode: userCode === undefined ? undefined : artifactKey(userCode),
        payload: sealed ? seal(id, JSON.stringify(payload)) : JSON.stringify(payload),
        expiresAt: clock() + (expiresIn ?? 0) * 1000 + retention,
      };
      if (kind === 'DeviceCode') return saveUndecided(storage, artifact);
      await oauthArtifacts.put(artifact);
      // No grant ends it when its client does. Looked at after it was saved, so that whichever comes
      // first, saving or pausing, it is gone in the end.
      if (kind !== 'ClientCredentials' || (await oauthArtifacts.find(kind, keyOf(id)))) return;
      await oauthArtifacts.remove(kind, keyOf(id));
      throw new errors.InvalidClientAuth();
    },
    async find(id) {
      const found = await oauthArtifacts.find(kind, keyOf(id));
      if (found && kind === 'DeviceCode') {
        const expiresAt = found.expiresAt - retention;
        await refuseEagerDevice({ storage, clock }, { ...found, expiresAt });
      }
      return live(found, id);
    },
    async findByUid(uid) {
      return live(await oauthArtifacts.findByUid(kind, artifactKey(uid)));
    },
    async findByUserCode(userCode) {
      const found = await oauthArtifacts.findByUserCode(kind, artifactKey(userCode));
      const payload = found && live(found, standIn(found.key));
      return payload && { ...payload, userCode };
    },
    async consume(id) {
      const key = keyOf(id);
      const at = clock();
      const keepUntil = kind === 'AuthorizationCode' ? at + lifetimeOfTokens() : undefined;
      if (await oauthArtifacts.consume(kind, key, at, { grace: grace(), keepUntil })) return;
      const used = await oauthArtifacts.find(kind, key);
      if (used?.grantKey !== undefined) await end(used.grantKey);
      throw kind === 'PushedAuthorizationRequest'
        ? new errors.InvalidRequestUri('request_uri was already used')
        : new errors.InvalidGrant(`${kind} was used by another request at the same time`);
    },
    async destroy(id) {
      if (kind === 'Grant') await end(artifactKey(id));
      else await oauthArtifacts.remove(kind, artifactKey(id));
    },
    revokeByGrantId: (grantId) => end(artifactKey(grantId)),
  };
}

/** Kinds that are issued from a grant and end with it. */
const FROM_GRANTS: ReadonlySet<ArtifactKind> = new Set([
  'AccessToken',
  'AuthorizationCode',
  'DeviceCode',
  'RefreshToken',
]);

/**
 * Milliseconds that what a code gives now may live. A used code is remembered as long, so that it ends its
 * tokens when it comes again (RFC 6749 §4.1.2).
 */
function lifetimeOfTokens(): number {
  const client = Provider.ctx?.oidc.client;
  return client ? longestLifetime(settingsOf(client)) * 1000 : 0;
}

/** Milliseconds during which the client of this request may use a refresh token again (OA2). */
function refreshGrace(): number {
  const client = Provider.ctx?.oidc.client;
  return client ? settingsOf(client).refreshGrace * 1000 : 0;
}
