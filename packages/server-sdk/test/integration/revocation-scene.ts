import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Administration, type AuthService, openAdministration } from '@casement/auth-service';
import express from 'express';
import { type RunningTime, startRunningTime } from '../../../../scripts/running-time.ts';
import { CHALLENGE_CODE_GRANT_TYPE, PATHS, type TokenResponse } from '../../src/contract/index.ts';
import {
  createEmbedClient,
  createSessionVerifier,
  type EmbedClient,
  type SessionVerifier,
} from '../../src/index.ts';
import type { RevocationTiming } from '../../src/verifier/issuer-revocation.ts';
import { reached } from '../support/eventually.ts';
import { type FrameKey, frameKey } from '../support/frame-key.ts';
import { PATIENT } from '../support/patience.ts';
import type { CuttingProxy } from './cutting-proxy.ts';
import { addressOf, DASHBOARD_CLIENT, listening, startService } from './real-service.ts';

const PORTAL = 'http://localhost:1';
/** Fine beside a promise of a second, and no call takes the time of what it waits for. */
const CALL_EVERY_MS = 10;

/** A portal's client and the one user that it acts for here. */
export interface Tenant {
  clientId: string;
  clientSecret: string;
  teamId: string;
  userId: string;
  email: string;
  embed: EmbedClient;
}

/** The real auth service and a dashboard's API, and everything that a trial does with them. */
export class RevocationScene {
  readonly #folder: string;
  readonly #dashboard: Server;
  readonly #frame: FrameKey;
  readonly #closeAdministration: () => Promise<void>;
  readonly administration: Administration;
  readonly tenants: Tenant[] = [];
  readonly verifier: SessionVerifier;
  /** By which promises are measured: all parts of the scene are in this process. */
  readonly time: RunningTime = startRunningTime();
  service: AuthService;

  constructor(
    folder: string,
    dashboard: Server,
    frame: FrameKey,
    service: AuthService,
    administration: Awaited<ReturnType<typeof openAdministration>>,
    timing: Partial<RevocationTiming>,
  ) {
    this.#folder = folder;
    this.#dashboard = dashboard;
    this.#frame = frame;
    this.#closeAdministration = () => administration.close();
    this.administration = administration;
    this.service = service;
    this.verifier = createSessionVerifier(
      {
        issuer: service.issuer,
        audience: addressOf(dashboard),
        ...DASHBOARD_CLIENT,
        timeouts: PATIENT,
      },
      undefined,
      timing,
    );
    dashboard.on(
      'request',
      express()
        .use(this.verifier.express())
        .get('/data', (_, response) => void response.json({}))
        .get('/stream', (_, response) => void response.write('first\n')),
    );
  }

  /** @param tenants how many; the verifier streams when this resolves, unless told not to start */
  static async open({
    tenants = 1,
    start = true,
    proxy,
    timing = {},
  }: {
    tenants?: number;
    start?: boolean;
    /** Stands in front of the auth service. */
    proxy?: CuttingProxy;
    /** The protocol's, unless told otherwise. */
    timing?: Partial<RevocationTiming>;
  } = {}): Promise<RevocationScene> {
    const folder = await mkdtemp(join(tmpdir(), 'casement-revocation-'));
    const dashboard = await listening(createServer());
    const database = 'auth.db';
    const service = await startService({
      ...{ folder, database, dashboardUrl: addressOf(dashboard) },
      ...(proxy && { issuer: proxy.address, isBehindProxy: true }),
    });
    if (proxy) proxy.target = service.url;
    // As the command line has it: a connection of its own, whose writes the service has to find.
    const administration = await openAdministration({ database: join(folder, database) });
    const key = await frameKey();
    const scene = new RevocationScene(folder, dashboard, key, service, administration, timing);
    await scene.#seed(tenants);
    if (start) {
      scene.verifier.start();
      await reached(scene.verifier, 'streaming');
    }
    return scene;
  }

  async #seed(tenants: number): Promise<void> {
    const { clients, directory } = this.administration;
    const { id: organizationId } = await directory.createOrganization({ name: 'Nordlys' });
    const { id: teamId } = await directory.createTeam({ organizationId, name: 'Operations' });
    for (let at = 0; at < tenants; at += 1) {
      const email = `user-${at}@example.com`;
      const { id: userId } = await directory.createUser({ email, name: `User ${at}` });
      await directory.setMembership({ teamId, user: userId, roleId: 'viewer' });
      const { client, clientSecret } = await clients.createEmbeddedClient({
        name: `Portal ${at}`,
        teamId,
        userMode: 'dynamic',
        allowedOrigins: [PORTAL],
      });
      const embed = createEmbedClient({
        issuer: this.service.issuer,
        clientId: client.id,
        clientSecret,
        timeouts: PATIENT,
      });
      this.tenants.push({ clientId: client.id, clientSecret, teamId, userId, email, embed });
    }
  }

  /** One of the tenants, in turn. */
  tenant(trial = 0): Tenant {
    const tenant = this.tenants[trial % this.tenants.length];
    if (tenant === undefined) throw new Error('a scene has tenants');
    return tenant;
  }

  /** A new session's token, from the portal's backend to the frame. */
  async token({ clientId, email, embed } = this.tenant()): Promise<TokenResponse> {
    const { challengeCode } = await embed.createChallengeCode({
      origin: PORTAL,
      keyThumbprint: this.#frame.thumbprint,
      user: { email },
    });
    const url = `${this.service.issuer}${PATHS.token}`;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        origin: addressOf(this.#dashboard),
        dpop: await this.#frame.prove('', { method: 'POST', url }, { ath: undefined }),
      },
      body: new URLSearchParams({
        grant_type: CHALLENGE_CODE_GRANT_TYPE,
        client_id: clientId,
        challenge_code: challengeCode,
        embedder_origin: PORTAL,
      }),
    });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as TokenResponse;
  }

  async open(token: string, path: '/data' | '/stream'): Promise<Response> {
    const url = `${addressOf(this.#dashboard)}${path}`;
    const dpop = await this.#frame.prove(token, { url });
    return fetch(url, { headers: { authorization: `DPoP ${token}`, dpop } });
  }

  async call(token: string): Promise<number> {
    const response = await this.open(token, '/data');
    await response.arrayBuffer();
    return response.status;
  }

  /**
   * Calls on until the answer is another than 200, with a breath between the calls.
   * @param sinceMs when it was to begin, by the scene's time, as `withinMs` and `afterMs` of the answer
   */
  async firstRefusal(token: string, sinceMs: number, withinMs: number) {
    for (;;) {
      const status = await this.call(token);
      const afterMs = this.time.now() - sinceMs;
      if (status !== 200) return { status, afterMs };
      if (afterMs > withinMs) throw new Error(`still answered after ${withinMs} ms`);
      await wait(CALL_EVERY_MS);
    }
  }

  /** The same service again, on the same database and at the same address. */
  async restart(): Promise<void> {
    const { issuer } = this.service;
    const dashboardUrl = addressOf(this.#dashboard);
    const folder = this.#folder;
    this.service = await startService({ folder, database: 'auth.db', dashboardUrl, issuer });
  }

  async close(): Promise<void> {
    this.time.stop();
    await this.verifier.close();
    for (const { embed } of this.tenants) await embed.close();
    this.#dashboard.closeAllConnections();
    this.#dashboard.close();
    await this.#closeAdministration();
    await this.service.close();
    await rm(this.#folder, { recursive: true });
  }
}
