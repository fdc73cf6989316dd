import { type Adapter, type AdapterFactory, type AdapterPayload, errors } from 'oidc-provider';
import { matchSecret } from '../domain/client/client-secret.ts';
import { type Clock, toSeconds } from '../domain/clock.ts';
import {
  type ArtifactKind,
  artifactKey,
  type OAuthArtifact,
} from '../domain/oauth-artifact/oauth-artifact.ts';
import type { Storage, Stores } from '../domain/storage.ts';
import { refuseEagerDevice } from './device-flow.ts';
import { toEngineClient } from './engine-client.ts';
import { sessionAdapter } from './session-adapter.ts';

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
    if (name === 'Client') return clientAdapter(storage.stores);
    const adapter = artifactAdapter(name as ArtifactKind, { storage, clock });
    return name === 'Session' ? sessionAdapter(adapter, { ...storage, clock }) : adapter;
  };
}

/** Reads only: clients are made by management. */
function clientAdapter({ clients }: Stores): Adapter {
  const readOnly = async (): Promise<never> => {
    throw new Error('the engine does not write clients');
  };
  return {
    async find(id) {
      const client = await clients.find(id);
      if (client && client.type !== 'embedded' && client.status === 'active') {
        return toEngineClient(client, await clients.listPublicKeys(id));
      }
      // The same steps as for a client whose secret is wrong.
      matchSecret('', (await clients.listSecrets(id)).slice(0, 0), 0);
      return undefined;
    },
    findByUid: readOnly,
    findByUserCode: readOnly,
    upsert: readOnly,
    consume: readOnly,
    destroy: readOnly,
    revokeByGrantId: readOnly,
  };
}

/** Milliseconds for which an expired one is kept, so that its holder hears that it has expired. */
const RETENTION: Partial<Record<ArtifactKind, number>> = { DeviceCode: 10 * 60_000 };

function artifactAdapter(kind: ArtifactKind, { storage, clock }: Dependencies): Adapter {
  const { oauthArtifacts } = storage.stores;
  return {
    async upsert(id, { jti: _, userCode, ...payload }, expiresIn) {
      const uid = kind === 'Session' ? payload.uid : undefined;
      await oauthArtifacts.put({
        kind,
        key: artifactKey(id),
        clientId: payload.clientId,
        userId: payload.accountId,
        grantId: payload.grantId,
        uid: uid === undefined ? undefined : artifactKey(uid),
        userCode: userCode === undefined ? undefined : artifactKey(userCode),
        payload: JSON.stringify(payload),
        expiresAt:
          (payload.exp === undefined ? clock() + (expiresIn ?? 0) * 1000 : payload.exp * 1000) +
          (RETENTION[kind] ?? 0),
      });
    },
    async find(id) {
      const found = await oauthArtifacts.find(kind, artifactKey(id));
      if (found && kind === 'DeviceCode') await refuseEagerDevice({ storage, clock }, found);
      return found && toPayload(found, id);
    },
    async findByUid(uid) {
      const found = await oauthArtifacts.findByUid(kind, artifactKey(uid));
      return found && toPayload(found);
    },
    async findByUserCode(userCode) {
      const found = await oauthArtifacts.findByUserCode(kind, artifactKey(userCode));
      return found && toPayload(found);
    },
    async consume(id) {
      if (await oauthArtifacts.consume(kind, artifactKey(id), clock())) return;
      throw new errors.InvalidGrant(`${kind} was used by another request at the same time`);
    },
    destroy: (id) => oauthArtifacts.remove(kind, artifactKey(id)),
    revokeByGrantId: (grantId) => oauthArtifacts.removeByGrant(grantId),
  };
}

/** @param id the value itself, as far as it was presented: only its hash is stored */
function toPayload({ payload, consumedAt }: OAuthArtifact, id?: string): AdapterPayload {
  return {
    // Written by `upsert` above.
    ...(JSON.parse(payload) as AdapterPayload),
    ...(id === undefined ? {} : { jti: id }),
    ...(consumedAt === undefined ? {} : { consumed: toSeconds(consumedAt) }),
  };
}
