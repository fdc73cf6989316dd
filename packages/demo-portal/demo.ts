import {
  type AuthService,
  type AuthServiceOptions,
  startAuthService,
} from '@casement/auth-service';
import { type DestinationStream, type Logger, pino } from 'pino';
import { buildPages } from './build.ts';
import { createDashboard } from './dashboard/server.ts';
import { DataFolder, type DemoFile } from './data-folder.ts';
import { lockFolder } from './folder-lock.ts';
import { PEOPLE } from './people.ts';
import { Accounts } from './portal/accounts.ts';
import { createPortal } from './portal/server.ts';
import { PORT_VARIABLES, type Ports } from './ports.ts';
import { seed } from './seed.ts';
import { requirePorts } from './serving/free-ports.ts';
import {
  type ListeningServer,
  listen,
  type Place,
  PortUnavailableError,
} from './serving/listen.ts';
import { createWall } from './wall/server.ts';

export interface DemoOptions {
  /** Holds the database, keys and `demo.json`; made where it is missing. */
  dataFolder: string;
  ports: Ports;
  /** Where the servers' logs go; standard error by default. */
  logTo?: DestinationStream;
  logLevel?: string;
  /** Shares of a token's lifetime between which it is renewed; the auth service's own by default. */
  renewFractions?: { min: number; max: number };
}

export interface Demo extends DemoFile {
  /** Stops every server and leaves nothing running. */
  close(): Promise<void>;
}

/**
 * Starts the whole demo in this process: auth service, portal, wall and dashboard, each a server of
 * its own at its own origin. Builds the pages where they have changed.
 * @throws AlreadyRunningError where another demo uses the folder
 * @throws PortsUnavailableError where ports are taken; nothing is left running then
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { dataFolder, ports, logTo, logLevel = 'info', renewFractions } = options;
  const log = pino({ level: logLevel, base: null }, logTo ?? pino.destination(2));
  const closers: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  const places = placesFor(ports);
  const open = async (place: Place): Promise<ListeningServer> => {
    const server = await listen(place);
    closers.push(() => server.close());
    return server;
  };

  // Before anything of a demo that runs already is touched: its pages, clients and files.
  const lock = await lockFolder(dataFolder);
  closers.push(() => lock.release());
  try {
    await requirePorts(Object.values(places));
    await buildPages();
    const folder = await DataFolder.open(dataFolder);
    const portal = await open(places.portal);
    const wall = await open(places.wall);
    const dashboard = await open(places.dashboard);
    const dashboards = await folder.dashboards(dashboard.origin);

    const authService = await startIssuer(places.issuer, renewFractions, {
      database: folder.database,
      encryptionKey: await folder.encryptionKey(),
      dashboards,
      logger: log.child({ service: 'auth-service' }),
    });
    closers.push(() => authService.close());
    const { issuer, administration } = authService;

    const seeded = await seed({
      administration,
      before: await folder.readDemo(),
      portalOrigin: portal.origin,
      wallOrigin: wall.origin,
    });
    const accounts = new Accounts();
    for (const [index, account] of PEOPLE.entries()) {
      await accounts.add(account, seeded.users[index]?.password ?? '');
    }

    const dashboardUrl = dashboard.origin;
    const application = await createDashboard({
      origin: dashboardUrl,
      issuer,
      portalUrl: portal.origin,
      clientId: dashboards[0].client_id,
      clientSecret: dashboards[0].client_secret,
      log: log.child({ service: 'dashboard' }),
    });
    closers.push(() => application.close());
    dashboard.serve(application.app);
    portal.serve(
      createPortal({
        origin: portal.origin,
        issuer,
        dashboardUrl,
        clientId: seeded.clients.portal.client_id,
        clientSecret: seeded.clients.portal.client_secret,
        accounts,
        log: log.child({ service: 'portal' }),
      }),
    );
    wall.serve(
      createWall({
        issuer,
        dashboardUrl,
        clientId: seeded.clients.wall.client_id,
        clientSecret: seeded.clients.wall.client_secret,
        log: log.child({ service: 'wall' }),
      }),
    );

    const demo: DemoFile = {
      issuer,
      portal_url: portal.origin,
      wall_url: wall.origin,
      dashboard_url: dashboardUrl,
      clients: seeded.clients,
      dashboard: {
        client_id: dashboards[0].client_id,
        client_secret: dashboards[0].client_secret,
      },
      users: seeded.users,
      administrator: seeded.administrator,
    };
    await folder.writeDemo(demo);
    await lock.announce({
      'Customer portal': portal.origin,
      'Operations wall': wall.origin,
      Dashboard: dashboardUrl,
      'Auth service': issuer,
    });
    return { ...demo, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Where the servers listen. The dashboard is another site than the pages that frame it: what a browser
 * does to foreign frames (cookies, storage, processes), it does here too. [::1] would be a third site,
 * but the grammar of Content-Security-Policy has no IPv6 addresses, so no page there may frame anything.
 */
function placesFor(ports: Ports): Record<keyof Ports, Place> {
  const place = (name: string, host: string, key: keyof Ports): Place => {
    return { name, host, port: ports[key], variable: PORT_VARIABLES[key] };
  };
  return {
    issuer: place('auth service', 'localhost', 'issuer'),
    portal: place('portal', 'localhost', 'portal'),
    wall: place('wall', 'localhost', 'wall'),
    dashboard: place('dashboard', '127.0.0.1', 'dashboard'),
  };
}

/** The auth service as the demo runs it. */
async function startIssuer(
  place: Place,
  renewFractions: DemoOptions['renewFractions'],
  {
    logger,
    ...options
  }: Pick<AuthServiceOptions, 'database' | 'encryptionKey' | 'dashboards'> & {
    logger: Logger;
  },
): Promise<AuthService> {
  const { host, port } = place;
  const renewal = renewFractions && { renewMin: renewFractions.min, renewMax: renewFractions.max };
  try {
    return await startAuthService({ host, port, ...options, ...renewal }, { logger });
  } catch (error) {
    // Its own message names its own variable; here another one sets the port.
    const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException) : undefined;
    if (cause?.code !== 'EADDRINUSE') throw error;
    throw new PortUnavailableError(place, cause);
  }
}
