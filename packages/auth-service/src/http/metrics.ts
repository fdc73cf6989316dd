import { Counter, Gauge, Registry } from 'prom-client';

/** What Prometheus sees. A registry per service, so that two in one process do not mix. */
export interface Metrics {
  registry: Registry;
  mints: Counter;
  exchanges: Counter;
  renewals: Counter;
  reuses: Counter;
  slowReaders: Counter;
  refusals: Counter<'error'>;
}

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
  return {
    registry,
    slowReaders: new Counter({
      name: 'casement_security_event_readers_cut_off_total',
      help: 'Security-event streams that were closed because their reader was too slow.',
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
