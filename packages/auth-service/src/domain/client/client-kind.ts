import type { FieldFault } from '@casement/server-sdk/contract';
import type { Stores } from '../storage.ts';
import { type AppClientInput, appClientFaults } from './app-client-input.ts';
import type { ClientSettings, ClientType, EmbeddedClient } from './client.ts';
import type { ClientPlace } from './client-authority.ts';
import type { ClientRecord } from './client-base.ts';
import { type EmbeddedClientInput, embeddedClientFaults } from './embedded-client-input.ts';
import { embeddedInput, embeddedSettings } from './embedded-settings.ts';
import type { AppClient, ServiceClient } from './oauth-client.ts';
import { appInput, appSettings, serviceInput, serviceSettings } from './oauth-settings.ts';
import { type ServiceClientInput, serviceClientFaults } from './service-client-input.ts';

interface Clients {
  embedded: EmbeddedClient;
  app: AppClient;
  service: ServiceClient;
}

interface Inputs {
  embedded: EmbeddedClientInput;
  app: AppClientInput;
  service: ServiceClientInput;
}

export type ClientOf<T extends ClientType> = Clients[T];
export type InputOf<T extends ClientType> = Inputs[T];

/** What a type of client has for itself; making and changing one goes by the same rules. */
export interface ClientKind<T extends ClientType> {
  /** Where the client of an input would be. */
  place(input: InputOf<T>): ClientPlace;
  /** As whom it would act, as the input names that user. */
  user(input: InputOf<T>): string | undefined;
  /** Every rule that an input breaks by itself. */
  faults(input: InputOf<T>): FieldFault[];
  settings(
    stores: Stores,
    input: InputOf<T>,
    before?: ClientOf<T>,
  ): Promise<ClientSettings<ClientOf<T>>>;
  /** The input that makes a client what it is. */
  toInput(client: ClientOf<T>): InputOf<T>;
  /** What is set, with what has become of it. */
  complete(settings: ClientSettings<ClientOf<T>>, record: ClientRecord): ClientOf<T>;
}

export const CLIENT_KINDS: { readonly [T in ClientType]: ClientKind<T> } = {
  embedded: {
    place: ({ teamId }) => ({ type: 'embedded', teamId }),
    user: ({ staticUser }) => staticUser,
    faults: embeddedClientFaults,
    settings: embeddedSettings,
    toInput: embeddedInput,
    complete: (settings, { id, ...record }) => ({ id, ...settings, ...record }),
  },
  app: {
    place: ({ teamRestriction }) => ({ type: 'app', teamRestriction }),
    user: () => undefined,
    faults: appClientFaults,
    settings: appSettings,
    toInput: appInput,
    complete: (settings, { id, ...record }) => ({ id, ...settings, ...record }),
  },
  service: {
    place: ({ teamRestriction }) => ({ type: 'service', teamRestriction }),
    user: ({ user }) => user,
    faults: serviceClientFaults,
    settings: serviceSettings,
    toInput: serviceInput,
    complete: (settings, { id, ...record }) => ({ id, ...settings, ...record }),
  },
};
