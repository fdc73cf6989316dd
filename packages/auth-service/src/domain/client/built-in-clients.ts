import type { Actor } from '../audit/audit-event.ts';
import { DomainError } from '../errors.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import type { AppClientInput } from './app-client-input.ts';
import { BUILT_IN_CLIENTS } from './built-in-client-ids.ts';
import { fromTemplate } from './client-template.ts';
import { createClient } from './create-client.ts';
import type { AppClient } from './oauth-client.ts';
import { updateClient } from './update-client.ts';

/** Where the pages of the built-in clients get their answers, below the issuer. */
export const BUILT_IN_CALLBACKS = {
  documentation: '/api/v1/docs/callback',
  console: '/console/callback',
} as const;

const SERVICE: Actor = { type: 'service' };

/**
 * Makes the built-in clients that are missing, and lets their pages follow the issuer to another address.
 * What administrators have set stays. Safe when several services start at once.
 *
 * @param issuer its pages get their answers below it
 */
export async function ensureBuiltInClients(
  deps: ManagementDependencies,
  issuer: string,
): Promise<void> {
  const { clients } = deps.storage.stores;
  for (const [id, input] of Object.entries(builtInClients(issuer))) {
    const found = await clients.find(id);
    try {
      if (!found) await createClient(deps, SERVICE, 'app', { id, ...input, confirmed: true });
      else if (found.type === 'app') await followIssuer(deps, found, input);
    } catch (error) {
      // Another service was faster.
      const raced = error instanceof DomainError && RACED.has(error.code);
      if (!raced) throw error;
    }
  }
}

const RACED: ReadonlySet<string> = new Set(['conflict', 'stale_version']);

async function followIssuer(
  deps: ManagementDependencies,
  { id, redirectUris }: AppClient,
  wanted: AppClientInput,
): Promise<void> {
  const { redirectUris: uris = [], postLogoutRedirectUris = [] } = wanted;
  if (uris.every((uri) => redirectUris.includes(uri))) return;
  await updateClient(deps, SERVICE, id, { redirectUris: uris, postLogoutRedirectUris });
}

/** They may do whatever their user may: managing clients is what they are for. */
function builtInClients(issuer: string): Record<string, AppClientInput> {
  const page = (path: string) =>
    ({
      accessPreset: 'full',
      confidential: false,
      teamSelection: 'multiple',
      grantTypes: ['authorization_code'],
      redirectUris: [issuer + path],
    }) as const satisfies Partial<AppClientInput>;
  return {
    [BUILT_IN_CLIENTS.commandLine]: fromTemplate('command-line', {
      name: 'Casement command line',
      description: 'Signs in with: casement login',
      accessPreset: 'full',
      teamSelection: 'multiple',
    }),
    [BUILT_IN_CLIENTS.documentation]: {
      name: 'Casement API documentation',
      description: 'Tries the API out from its documentation page.',
      ...page(BUILT_IN_CALLBACKS.documentation),
    },
    [BUILT_IN_CLIENTS.console]: {
      name: 'Casement console',
      description:
        'For a console in which administrators manage clients; the service has none yet.',
      ...page(BUILT_IN_CALLBACKS.console),
      postLogoutRedirectUris: [`${issuer}/console`],
    },
  };
}
