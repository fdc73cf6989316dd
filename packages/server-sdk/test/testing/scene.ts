import {
  openSimulatedFrame,
  type SimulatedFrame,
  type SimulatedIssuer,
  type SimulatedPortal,
  startSimulatedIssuer,
  startSimulatedPortal,
} from '@casement/server-sdk/testing';
import { test as base } from 'vitest';
import { createSessionVerifier, type SessionVerifier } from '../../src/index.ts';
import { PATIENT } from '../support/patience.ts';

export const DASHBOARD = 'https://dash.example.com';
export const API = `${DASHBOARD}/api/series`;
const CREDENTIALS = { clientId: 'dashboard', clientSecret: 'dashboard-secret' };

export interface Scene {
  issuer: SimulatedIssuer;
  portal: SimulatedPortal;
  openFrame(): Promise<SimulatedFrame>;
  verifier: SessionVerifier;
  /** Sends what the frame would, with a fresh proof. */
  use(frame: SimulatedFrame, verifier?: SessionVerifier): ReturnType<SessionVerifier['verify']>;
}

export const test = base.extend<{ scene: Scene }>({
  scene: async ({ task: _ }, use) => {
    const issuer = await startSimulatedIssuer({
      dashboards: [{ origin: DASHBOARD, ...CREDENTIALS }],
    });
    const portal = await startSimulatedPortal(issuer);
    const verifier = createSessionVerifier({
      issuer: issuer.url,
      timeouts: PATIENT,
      audience: DASHBOARD,
      publicUrl: DASHBOARD,
      ...CREDENTIALS,
    });
    const openFrame = () => openSimulatedFrame({ issuer, portal, origin: DASHBOARD });
    await use({
      issuer,
      portal,
      openFrame,
      verifier,
      async use(frame, by = verifier) {
        return by.verify(new Request(API, { headers: await frame.headers('GET', API) }));
      },
    });
    await Promise.all([verifier.close(), portal.close(), issuer.close()]);
  },
});
