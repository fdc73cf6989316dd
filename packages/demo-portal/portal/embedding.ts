/**
 * The whole integration of a portal's backend. This is the file to copy.
 *
 * The page (page/embed.ts) asks `POST /casement/challenge-code` for a code each time its frame needs
 * one. Client ID and secret stay here; the browser only ever sees codes, each good for one use, for
 * 60 seconds, for one origin and for one key.
 */
import { createEmbedClient } from '@casement/server-sdk';
import { challengeCodeHandler } from '@casement/server-sdk/express';
import type { Request, RequestHandler } from 'express';
import type { Account } from './accounts.ts';

export interface EmbeddingOptions {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** The dashboard application that the frame shows. */
  audience: string;
  /** Who is signed in to this portal; undefined for nobody. */
  accountOf: (request: Request) => Account | undefined;
}

export interface Embedding {
  /** Answers the page's requests for challenge codes. */
  challengeCode: RequestHandler;
  /** Ends every dashboard that a user has open in this portal, within a second. */
  endSessionsOf(email: string): Promise<void>;
}

export function embedding(options: EmbeddingOptions): Embedding {
  const { issuer, clientId, clientSecret, audience, accountOf } = options;
  const casement = createEmbedClient({ issuer, clientId, clientSecret });

  const challengeCode = challengeCodeHandler(casement, {
    audience,
    // The dashboard acts as this user, with exactly this user's permissions. Nobody signed in: null.
    user: (request) => {
      const account = accountOf(request);
      return account ? { email: account.email } : null;
    },
    // Pinned into the session and enforced by the dashboard's API: the browser cannot change them.
    parameters: (request) => {
      const account = accountOf(request);
      return account ? { tenant: account.tenant.id, author: account.name } : {};
    },
  });
  return {
    challengeCode,
    endSessionsOf: async (email) => {
      await casement.revokeSessions({ user: { email } });
    },
  };
}
