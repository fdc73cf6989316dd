import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppClient } from '../../domain/client/oauth-client.ts';
import type { ChosenTeams } from '../../domain/consent/consent-store.ts';
import type { Scope } from '../../domain/scope/scope.ts';

/** An authorization request that waits for somebody to sign in or to decide. */
export interface PendingInteraction {
  uid: string;
  /** What it waits for. */
  prompt: 'login' | 'consent';
  client: AppClient;
  /** Who is signed in, if somebody is. */
  userId: string | undefined;
  /** Asked for. */
  scopes: Scope[];
  redirectUri: string;
  /** As whom the client believes the user to be known (OpenID Connect Core §3.1.2.1). */
  loginHint: string | undefined;
}

/** The engine, as far as the pages of an interaction need it. */
export interface InteractionEngine {
  /**
   * The interaction that the browser's cookie names.
   *
   * @throws PageRefusal when there is none, or another one than `uid`
   */
  find(
    request: IncomingMessage,
    response: ServerResponse,
    uid: string,
  ): Promise<PendingInteraction>;
  /** Each of these ends the interaction, and answers where the browser goes on. */
  signedIn(request: IncomingMessage, response: ServerResponse, userId: string): Promise<string>;
  allowed(
    request: IncomingMessage,
    response: ServerResponse,
    consent: {
      interaction: PendingInteraction;
      userId: string;
      chosenTeams: ChosenTeams;
      /** Where the user is. */
      address: string;
    },
  ): Promise<string>;
  denied(request: IncomingMessage, response: ServerResponse): Promise<string>;
  /**
   * Lets a browser go on that has answered itself. A host of the same site can set the engine's cookie in
   * it, and so have it go on with what somebody else has answered: signed in as them.
   *
   * @throws PageRefusal
   */
  refuseForeignAnswer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}
