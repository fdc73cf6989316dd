import { z } from 'zod';
import { DEFAULT_LOCALE } from '../domain/locale/locale.ts';
import { REGISTRATION_MODES } from '../domain/registration/registration-mode.ts';
import { ENCRYPTION_KEY_BYTES } from '../domain/signing-key/key-encryption.ts';
import { DEFAULT_RENEWAL_WINDOW } from '../domain/token/renewal-schedule.ts';
import { dashboardsSchema } from './dashboards-schema.ts';
import { DEFAULT_DATABASE } from './database.ts';
import { issuerFault } from './issuer.ts';
import { limitsSchema, limitWindowSchema, signInWindowSchema } from './limits-schema.ts';
import { consoleUrlSchema, localeSchema, mailFromSchema, smtpUrlSchema } from './mail-schema.ts';
import { outboundNetworksSchema } from './outbound-networks.ts';
import { trustProxySchema } from './trust-proxy.ts';

const LOOPBACK_ADDRESSES: readonly string[] = ['127.0.0.1', '::1', 'localhost'];

const fraction = z
  .number('A fraction of the token’s life, for example 0.6.')
  .gt(0, 'Must be greater than 0.')
  .lt(1, 'Must be less than 1.');

export const configSchema = z
  .strictObject({
    /** Public address; derived from host and port when absent, on loopback only. */
    issuer: z
      .string()
      .superRefine((issuer, context) => {
        const fault = issuerFault(issuer);
        if (fault) context.addIssue(fault);
      })
      .optional(),
    host: z.string().min(1).default('127.0.0.1'),
    /** 0: chosen by the operating system. */
    port: z.int('A whole number.').min(0).max(65_535).default(4400),
    /** Path of the SQLite file. */
    database: z.string().min(1).default(DEFAULT_DATABASE),
    /** Path of a GeoIP database in MaxMind's format: tells where sessions are. None by default. */
    locationDatabase: z.string().min(1).optional(),
    /** Encrypts the signing keys in the database: 32 bytes, base64url. No default. */
    encryptionKey: z
      .string({ error: 'Required. Make one with: casement keys generate-encryption-key' })
      .refine(
        (text) =>
          /^[A-Za-z0-9_-]{43}$/.test(text) &&
          Buffer.from(text, 'base64url').length === ENCRYPTION_KEY_BYTES,
        `Must be ${ENCRYPTION_KEY_BYTES} random bytes in base64url (43 characters). Make one with: casement keys generate-encryption-key`,
      ),
    /** Whose X-Forwarded-* headers count; nobody's by default. */
    trustProxy: trustProxySchema.default(false),
    logLevel: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
      .default('info'),
    /** Renewal falls between these fractions of the token's life. */
    renewMin: fraction.default(DEFAULT_RENEWAL_WINDOW.min),
    renewMax: fraction.default(DEFAULT_RENEWAL_WINDOW.max),
    /** Milliseconds after which a shutdown cuts the connections that are left. */
    shutdownTimeout: z.int('A whole number of milliseconds.').min(0).default(10_000),
    /** Days for which audit events are kept. */
    auditRetentionDays: z.int('A whole number of days.').min(1).max(36_500).default(365),
    /** Days for which a key signs tokens; 0: until somebody rotates it. */
    keyRotationDays: z
      .int('A whole number of days; 0 switches it off.')
      .min(0)
      .max(3_650)
      .default(90),
    /** Where mails go out: `smtp://user:password@host:port`, or `smtps://…`. None: no mails are sent. */
    smtpUrl: smtpUrlSchema.optional(),
    /** Sender: `casement@example.com`, or `Casement <casement@example.com>`. */
    mailFrom: mailFromSchema.optional(),
    /** Where people manage clients; links in mails lead there. None: mails name a command instead. */
    consoleUrl: consoleUrlSchema.optional(),
    /** In which people are written to who chose no language, nor their organization. */
    locale: localeSchema.default(DEFAULT_LOCALE),
    /** Private networks that may be called at addresses that somebody else chose, such as webhooks; none. */
    outboundNetworks: outboundNetworksSchema.optional(),
    /** Who may register clients by themselves (RFC 7591): nobody, holders of a token, or everybody, to be approved. */
    dynamicRegistration: z.enum(REGISTRATION_MODES).default('off'),
    limits: limitsSchema,
    limitWindow: limitWindowSchema,
    signInWindow: signInWindowSchema,
    dashboards: dashboardsSchema,
  })
  .superRefine(({ renewMin, renewMax, issuer, host, smtpUrl, mailFrom }, context) => {
    if (smtpUrl !== undefined && mailFrom === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['mailFrom'],
        message: 'Required with smtpUrl: the address that mails come from.',
      });
    }
    if (renewMin > renewMax) {
      context.addIssue({
        code: 'custom',
        path: ['renewMin'],
        message: `Must not exceed renewMax (${renewMax}); this is ${renewMin}.`,
      });
    }
    if (issuer === undefined && !LOOPBACK_ADDRESSES.includes(host)) {
      context.addIssue({
        code: 'custom',
        path: ['issuer'],
        message: `Required when the service listens on ${host}: its public https address.`,
      });
    }
  });
