import { type Actor, OPERATOR } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import { requirePermission } from '../authority/require-permission.ts';
import { ACCESS_PRESETS, type AccessPreset } from '../client/oauth-client.ts';
import type { Clock } from '../clock.ts';
import { nameFaults } from '../directory/name.ts';
import { PERMISSIONS } from '../directory/permission.ts';
import { DomainError, refuseFaults } from '../errors.ts';
import { newId } from '../identifier.ts';
import { hashCredential, newCredential } from '../opaque-credential.ts';
import type { Storage } from '../storage.ts';
import { INITIAL_ACCESS_TOKEN_LIFETIME, type InitialAccessToken } from './initial-access-token.ts';

export interface InitialAccessTokenInput {
  /** For people: who gets it. */
  name: string;
  /** Hours until it ends; 24 when absent. */
  hours?: number | undefined;
  /** `read` when absent. */
  accessPreset?: AccessPreset | undefined;
}

/** Who may register clients by themselves. Needs the permission to manage clients of every team. */
export interface InitialAccessTokenManagement {
  /** @throws DomainError `invalid_request`, `permission_required` */
  create(
    input: InitialAccessTokenInput,
  ): Promise<{ token: InitialAccessToken /** Shown once, kept nowhere. */; secret: string }>;
  /** Newest first, ended ones too. */
  list(): Promise<InitialAccessToken[]>;
  /** Nothing is registered with it any more; what was registered stays. */
  revoke(id: string): Promise<void>;
}

const HOUR = 3_600_000;

const PURPOSE = 'Letting clients register themselves';

export function manageInitialAccessTokens(
  { storage, clock }: { storage: Storage; clock: Clock },
  actor: Actor = OPERATOR,
): InitialAccessTokenManagement {
  const requireAuthority = () =>
    requirePermission(storage.stores, actor, 'everywhere', PERMISSIONS.manageClients, PURPOSE);
  return {
    async create(input) {
      await requireAuthority();
      refuseFaults(faultsOf(input));
      const { name, hours = INITIAL_ACCESS_TOKEN_LIFETIME.default, accessPreset = 'read' } = input;
      const secret = newCredential('csm_it_');
      const token: InitialAccessToken = {
        id: newId('iat'),
        name: name.trim(),
        accessPreset,
        createdAt: clock(),
        expiresAt: clock() + hours * HOUR,
        revokedAt: undefined,
        lastUsedAt: undefined,
      };
      await storage.transaction(async (stores) => {
        await stores.registrations.insertInitialToken(token, hashCredential(secret));
        await recordAudit(stores.audit, clock, {
          type: 'registration_token.created',
          actor,
          subjectId: token.id,
          details: { name: token.name, access_preset: accessPreset, hours },
        });
      });
      return { token, secret };
    },
    async list() {
      await requireAuthority();
      return storage.stores.registrations.listInitialTokens();
    },
    async revoke(id) {
      await requireAuthority();
      await storage.transaction(async (stores) => {
        if (!(await stores.registrations.revokeInitialToken(id, clock()))) {
          throw new DomainError(
            'not_found',
            `There is no live registration token ${id}. See them with: casement registration-tokens list`,
          );
        }
        await recordAudit(stores.audit, clock, {
          type: 'registration_token.revoked',
          actor,
          subjectId: id,
        });
      });
    },
  };
}

function faultsOf({ name, hours, accessPreset }: InitialAccessTokenInput) {
  const { min, max } = INITIAL_ACCESS_TOKEN_LIFETIME;
  const faults = nameFaults(name);
  if (hours !== undefined && !(Number.isInteger(hours) && hours >= min && hours <= max)) {
    const message = `A whole number of hours from ${min} to ${max}; this is ${hours}.`;
    faults.push({ path: 'hours', message });
  }
  if (accessPreset !== undefined && !ACCESS_PRESETS.includes(accessPreset)) {
    faults.push({ path: 'accessPreset', message: `One of ${ACCESS_PRESETS.join(', ')}.` });
  }
  return faults;
}
