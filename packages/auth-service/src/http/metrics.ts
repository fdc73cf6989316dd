import { Counter, Gauge, Registry } from 'prom-client';

/** What Prometheus sees. A registry per service, so that two in one process do not mix. */
export interface Metrics {
  registry: Registry;
  mints: Counter;
  exchanges: Counter;
  renewals: Counter;
  reuses: Counter;
  refusals: Counter<'error'>;
}

export function createMetrics(countLiveSessions: () => Promise<number>): Metrics {
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
  return {
    registry,
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
