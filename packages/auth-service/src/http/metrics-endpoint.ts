import type { RequestHandler } from 'express';
import type { Metrics } from './metrics.ts';
import { processMetrics } from './process-metrics.ts';

/** `GET /metrics` in Prometheus's text format: the service's own, then the process's. */
export function metricsHandler({ registry }: Metrics): RequestHandler {
  return async (_request, response) => {
    const texts = await Promise.all([registry.metrics(), processMetrics().metrics()]);
    response.set('Cache-Control', 'no-store').type(registry.contentType);
    response.send(texts.join('\n'));
  };
}
