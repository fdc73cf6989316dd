import type Provider from 'oidc-provider';
import type { AdapterPayload, Client as EngineClient } from 'oidc-provider';
import {
  type AuthenticationDependencies,
  acceptSecret,
} from '../domain/client/client-authentication.ts';
import { newClientSecret } from '../domain/client/client-secret.ts';
import type { TokenCandidate } from '../domain/oauth-token/token-candidate.ts';
import { toEngineClient } from './engine-client.ts';

/** As the engine makes its clients; its types leave the constructor out. */
type ClientConstructor = new (metadata: AdapterPayload) => EngineClient;

/** Has the form of a secret and is nobody's. */
const WRONG_SECRET = newClientSecret();

/**
 * Gives the engine our clients. It reads one with every request; of the same candidate it gets the same
 * client, which it has checked already. Several secrets of a client may be live, each with its own end,
 * and only hashes are kept, so comparing them is ours too.
 */
export function findClientsOurselves(
  provider: Provider,
  deps: Pick<AuthenticationDependencies, 'storage' | 'clock'>,
): void {
  const { Client } = provider;
  const { tokenCandidates } = deps.storage.stores;
  const made = new WeakMap<TokenCandidate, EngineClient>();
  const secrets = new WeakMap<EngineClient, TokenCandidate['secrets']>();

  Client.find = async (id) => {
    const candidate = await tokenCandidates.find(id ?? '');
    if (candidate?.client.status !== 'active') {
      // The same steps as for a client whose secret is wrong.
      await acceptSecret(deps, [], WRONG_SECRET);
      return undefined;
    }
    const known = made.get(candidate);
    if (known) return known;
    const client = new (Client as unknown as ClientConstructor)(toEngineClient(candidate));
    made.set(candidate, client);
    secrets.set(client, candidate.secrets);
    return client;
  };

  Client.prototype.compareClientSecret = function compare(actual: string) {
    return acceptSecret(deps, secrets.get(this) ?? [], actual);
  };
}
