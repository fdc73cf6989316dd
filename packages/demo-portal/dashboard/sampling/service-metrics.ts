import type { Measurements } from '../wire.ts';
import { parsePrometheusText, sumOf } from './prometheus-text.ts';
import { TrailingMinute } from './trailing-minute.ts';

const TIMEOUT_MS = 800;

/** Reads the auth service's own counters from its `/metrics`, once per call. */
export function serviceMetrics(
  issuer: string,
): (now: number) => Promise<NonNullable<Measurements['service']> | null> {
  const renewals = new TrailingMinute();
  const refusals = new TrailingMinute();
  return async (now) => {
    try {
      const response = await fetch(`${issuer}/metrics`, {
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!response.ok) return null;
      const samples = parsePrometheusText(await response.text());
      return {
        sessions: sumOf(samples, 'casement_live_sessions') ?? 0,
        renewalsPerMinute: renewals.add(now, sumOf(samples, 'casement_renewals_total') ?? 0),
        refusalsPerMinute: refusals.add(now, sumOf(samples, 'casement_refusals_total') ?? 0),
      };
    } catch {
      // The auth service is away for a moment: the panel shows a gap, the others go on.
      return null;
    }
  };
}
