import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { type Administration, administration } from './administration.ts';
import { startAuditUpkeep } from './audit-upkeep.ts';
import { compose } from './compose.ts';
import { type AuthServiceOptions, type Config, resolveConfig } from './config/config.ts';
import { consoleUrlOf, smtpOf } from './config/mail-settings.ts';
import { networksOf } from './config/outbound-networks.ts';
import { refusalLog } from './domain/audit/refusal-log.ts';
import { ensureBuiltInClients } from './domain/client/built-in-clients.ts';
import { type Clock, systemClock } from './domain/clock.ts';
import { locateNowhere } from './domain/location/locate-address.ts';
import { securityEventFeed } from './domain/security-event/security-event-feed.ts';
import { loadSigningKeySet } from './domain/signing-key/signing-key-set.ts';
import type { Storage } from './domain/storage.ts';
import { startExpiryMailUpkeep } from './expiry-mail-upkeep.ts';
import { openLocationDatabase } from './geoip/open-location-database.ts';
import { createMetrics } from './http/metrics.ts';
import { answerUnreadableRequests } from './http/unreadable-request.ts';
import { listen, stopServer } from './listen.ts';
import { createLogger } from './logger.ts';
import type { Resolve } from './outbound/guarded-agent.ts';
import { startRecurringJob } from './recurring-job.ts';
import { startSigningKeyUpkeep } from './signing-key-upkeep.ts';
import { openSqlite } from './storage/sql/sqlite/open-sqlite.ts';
import { startSweeper } from './sweeper.ts';
import { startWebhookUpkeep } from './webhook-upkeep.ts';

export interface AuthService {
  /** `iss` of its tokens. */
  issuer: string;
  /** Where it listens; differs from the issuer behind a proxy. */
  url: string;
  /** Directory and clients, on the same database. */
  administration: Administration;
  storage: Storage;
  /** Takes no new requests, lets those under way finish, cuts what is left at the deadline. */
  close(): Promise<void>;
}

/** What a test may set; everything has a working default. */
export interface Overrides {
  clock?: Clock;
  random?: () => number;
  logger?: Logger;
  /** Milliseconds between two heartbeats on an event stream; 5,000. */
  heartbeatInterval?: number;
  /** Milliseconds between two looks for events that other processes wrote; 100. */
  eventPollInterval?: number;
  /** Milliseconds between two looks for expiry mails that are due; 60,000. */
  expiryMailInterval?: number;
  /** Milliseconds between two looks for webhooks that are due; 1,000. */
  webhookInterval?: number;
  /** Milliseconds between two looks for clients' servers to tell of a sign-out; 1,000. */
  logoutNoticeInterval?: number;
  /** Finds the addresses behind the names of webhooks; the system's. */
  resolve?: Resolve;
}

const HEARTBEAT_INTERVAL = 5_000;
const LOGOUT_NOTICE_INTERVAL = 1_000;

/**
 * Starts the auth service.
 *
 * @param options explicit; the environment is not read (see `loadConfig`)
 * @throws ConfigError, WrongEncryptionKeyError, or the system's error when the port is taken
 */
export async function startAuthService(
  options: AuthServiceOptions | Config,
  { clock = systemClock, random = Math.random, logger, ...overrides }: Overrides = {},
): Promise<AuthService> {
  const config = resolveConfig(options);
  const log = logger ?? createLogger(config.logLevel);
  const storage = await openSqlite(config.database);
  try {
    const encryptionKey = Buffer.from(config.encryptionKey, 'base64url');
    const signingKeys = await loadSigningKeySet(storage, encryptionKey, clock);
    const server = createServer({
      keepAliveTimeout: 65_000,
      requestTimeout: 30_000,
      // Refused by the application, with a body.
      requireHostHeader: false,
    });
    await listen(server, config.host, config.port);
    const { port } = server.address() as AddressInfo;
    const issuer = config.issuer ?? `http://localhost:${port}`;
    let serving = true;
    const refusals = refusalLog(storage.stores.audit, clock);
    const feed = securityEventFeed(storage, {
      interval: overrides.eventPollInterval,
      onError: (error) => log.error({ message: String(error) }, 'cannot read security events'),
    });
    await ensureBuiltInClients({ storage, clock }, issuer);
    const locate =
      config.locationDatabase === undefined
        ? locateNowhere
        : await openLocationDatabase(config.locationDatabase);
    const metrics = createMetrics(
      () => storage.stores.sessions.countLive(clock()),
      () => feed.readers,
    );
    const { app, deliverLogoutNotices } = compose({
      config,
      locate,
      issuer,
      storage,
      signingKeys,
      logger: log,
      clock,
      random,
      refusals,
      metrics,
      securityEvents: { feed, heartbeat: overrides.heartbeatInterval ?? HEARTBEAT_INTERVAL },
      serving: () => serving,
    });
    server.on('request', app);
    answerUnreadableRequests(server);
    const stopSweeper = startSweeper(storage.stores, clock, log);
    const stopAuditUpkeep = startAuditUpkeep(
      { storage, refusals, clock, logger: log },
      config.auditRetentionDays,
    );
    const stopKeyUpkeep = startSigningKeyUpkeep(
      { storage, keys: signingKeys, clock, logger: log },
      config.keyRotationDays,
    );
    const stopExpiryMails = startExpiryMailUpkeep({
      ...{ storage, clock, logger: log, issuer },
      smtp: smtpOf(config),
      consoleUrl: consoleUrlOf(config),
      locale: config.locale,
      shutdownTimeout: config.shutdownTimeout,
      interval: overrides.expiryMailInterval,
      onOutcome: (outcome) => metrics.mails.inc({ outcome }),
      onCheck: (outcome) => metrics.mailServerChecks.inc({ outcome }),
    });
    const networks = networksOf(config.outboundNetworks);
    const stopWebhooks = startWebhookUpkeep({
      ...{ storage, clock, random, logger: log, encryptionKey, networks },
      shutdownTimeout: config.shutdownTimeout,
      interval: overrides.webhookInterval,
      onOutcome: (outcome) => metrics.webhookAttempts.inc({ outcome }),
      resolve: overrides.resolve,
    });
    const stopLogoutNotices = startRecurringJob('logout notices', deliverLogoutNotices, {
      interval: overrides.logoutNoticeInterval ?? LOGOUT_NOTICE_INTERVAL,
      logger: log,
      atOnce: true,
    });
    const host = config.host.includes(':') ? `[${config.host}]` : config.host;
    const url = `http://${host}:${port}`;
    log.info({ issuer, url }, 'auth service is up');
    if (config.dashboards.length === 0) {
      log.info(
        'no dashboard application is configured (CASEMENT_DASHBOARDS_FILE): nothing can be embedded',
      );
    }
    let closing: Promise<void> | undefined;
    return {
      issuer,
      url,
      administration: administration(storage, clock, { encryptionKey, networks }),
      storage,
      close: () => {
        serving = false;
        closing ??= Promise.all([
          feed.close(),
          stopServer(server, config.shutdownTimeout),
          stopExpiryMails(),
          stopWebhooks(),
          stopLogoutNotices(),
        ])
          .then(stopSweeper)
          .then(stopKeyUpkeep)
          .then(stopAuditUpkeep)
          .then(() => storage.close())
          .then(() => log.info('auth service is down'));
        return closing;
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}
