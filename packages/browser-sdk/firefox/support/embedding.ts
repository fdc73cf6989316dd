import { type SimulatedIssuer, startSimulatedIssuer } from '@casement/server-sdk/testing';
import type { Browser } from 'puppeteer-core';
import {
  type DashboardSite,
  type Portal,
  startDashboardSite,
  startPortal,
} from '../../e2e/support/sites.ts';
import { openPortalPage, type PortalPage } from './portal-page.ts';

/** A portal's page, with auth service, portal backend and dashboard behind it that fail as they are told. */
export interface Embedding extends PortalPage {
  issuer: SimulatedIssuer;
  portal: Portal;
  site: DashboardSite;
}

/** Tokens of 60 s that are renewed as often as the machine lets them be: twice a second. */
export async function openEmbedding(browser: Browser, clockOffsetMs = 0): Promise<Embedding> {
  const issuer = await startSimulatedIssuer({ expiresIn: 60, renewIn: 0.5 });
  const portal = await startPortal(issuer);
  const site = await startDashboardSite(issuer);
  const src = `${site.origin}/?client_id=${issuer.clientId}&issuer=${encodeURIComponent(issuer.url)}`;
  const portalPage = await openPortalPage(browser, portal.origin, src, clockOffsetMs);
  return {
    ...portalPage,
    issuer,
    portal,
    site,
    async close() {
      await portalPage.close();
      await Promise.all([issuer.close(), portal.close(), site.close()]);
    },
  };
}
