import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { LIMIT_NAMES } from '../domain/limit/limits.ts';

/** What Prometheus sees. A registry per service, so that two in one process do not mix. */
export interface Metrics {
  registry: Registry;
  mints: Counter;
  exchanges: Counter;
  renewals: Counter;
  reuses: Counter;
  slowReaders: Counter;
  mails: Counter<'outcome'>;
  mailServerChecks: Counter<'outcome'>;
  webhookAttempts: Counter<'outcome'>;
  refusals: Counter<'error'>;
  limitRefusals: Counter<'limit'>;
  durations: Histogram<'endpoint' | 'status'>;
}

/** Seconds: an exchange takes a millisecond, a busy database a second. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export function createMetrics(
  countLiveSessions: () => Promise<number>,
  countEventReaders: () => number,
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const liveSessions = new Gauge({
    name: 'casement_live_sessions',
    help: 'Embedded sessions with a token that is still valid.',
    registers,
    async collect() {
      liveSessions.set(await countLiveSessions());
    },
  });
  const eventReaders = new Gauge({
    name: 'casement_security_event_readers',
    help: 'Open security-event streams.',
    registers,
    collect() {
      eventReaders.set(countEventReaders());
    },
  });
  const limitRefusals = new Counter({
    name: 'casement_limit_refusals_total',
    help: 'Requests refused by a limit, by its name.',
    labelNames: ['limit'] as const,
    registers,
  });
  // From the start, so that the first refusal is an increase and not a series that appears.
  for (const limit of LIMIT_NAMES) limitRefusals.inc({ limit }, 0);
  return {
    registry,
    limitRefusals,
    durations: new Histogram({
      name: 'casement_http_request_duration_seconds',
      help: 'Time from a request to its complete answer, by endpoint and class of status.',
      labelNames: ['endpoint', 'status'] as const,
      buckets: DURATION_BUCKETS,
      registers,
    }),
    slowReaders: new Counter({
      name: 'casement_security_event_readers_cut_off_total',
      help: 'Security-event streams that were closed because their reader was too slow.',
      registers,
    }),
    mails: new Counter({
      name: 'casement_mails_total',
      help: 'Mails about expiring secrets, by what became of them.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    mailServerChecks: new Counter({
      name: 'casement_mail_server_checks_total',
      help: 'Looks at the mail server, one after each start, by whether it would take mails.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    webhookAttempts: new Counter({
      name: 'casement_webhook_attempts_total',
      help: 'Requests to webhooks, by what became of them.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    mints: new Counter({
      name: 'casement_challenge_codes_minted_total',
      help: 'Challenge codes minted.',
      registers,
    }),
    exchanges: new Counter({
      name: 'casement_exchanges_total',
      help: 'Challenge codes exchanged for an access token, first exchanges and renewals.',
      registers,
    }),
    renewals: new Counter({
      name: 'casement_renewals_total',
      help: 'Exchanges that continued a session.',
      registers,
    }),
    reuses: new Counter({
      name: 'casement_challenge_code_reuses_total',
      help: 'Attempts to use a challenge code twice.',
      registers,
    }),
    refusals: new Counter({
      name: 'casement_refusals_total',
      help: 'Refused requests, by error code.',
      labelNames: ['error'] as const,
      registers,
    }),
  };
}
