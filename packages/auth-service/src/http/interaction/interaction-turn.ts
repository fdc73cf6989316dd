import type { Request, Response } from 'express';
import type { SignInInput } from '../../domain/sign-in/sign-in.ts';
import type { SignInResult } from '../../domain/sign-in/sign-in-result.ts';
import type { Storage } from '../../domain/storage.ts';
import type { FormTokens } from '../pages/form-token.ts';
import type { InteractionEngine, PendingInteraction } from './interaction-engine.ts';

export interface InteractionDependencies {
  storage: Storage;
  interactions: InteractionEngine;
  forms: FormTokens;
  authenticate: Authenticate;
}

/** One request about one interaction. */
export interface InteractionTurn {
  deps: InteractionDependencies;
  request: Request;
  response: Response;
  interaction: PendingInteraction;
}

/** Checks an e-mail address and a password. */
export type Authenticate = (attempt: SignInInput) => Promise<SignInResult>;
