import { expect } from 'vitest';
import type { ApiCaller } from './admin-requests.ts';
import { PORTAL, type TestService } from './test-service.ts';

/** Where clients are made and listed. */
export const CLIENTS = '/api/v1/clients';

export type Fields = Record<string, unknown>;

/** What making a client answers. */
export interface Created {
  client: Fields & { id: string; version: number };
  client_secret: string | null;
  secret: Fields | null;
  warnings: { code: string; level: string; field: string; message: string }[];
}

/** Makes a client. */
export const createClient = (caller: ApiCaller, body: Fields): Promise<Created> =>
  caller.ok<Created>('POST', CLIENTS, body);

/** Tries to make a client that cannot be; answers the fields with faults. */
export async function faultsOfClient(caller: ApiCaller, body: Fields): Promise<string[]> {
  const { errors = [] } = await caller.refused('invalid_request', 'POST', CLIENTS, { body });
  expect(errors.every((fault) => fault.in === 'body' && fault.message.length > 5)).toBe(true);
  return errors.map(({ path }) => path);
}

/** The least that makes a client of each type. */
export const APP = { type: 'app', name: 'App', redirect_uris: ['https://app.example.com/cb'] };

export const embeddedFields = ({ team }: TestService) => ({
  ...{ type: 'embedded', name: 'Portal', team_id: team.id, user_mode: 'dynamic' },
  allowed_origins: [PORTAL],
});

export const serviceFields = ({ ana }: TestService) => ({
  ...{ type: 'service', name: 'Job', user: ana.id },
});
