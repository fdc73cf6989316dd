import type { RequestHandler } from 'express';
import type { Metrics } from '../metrics.ts';
import { notedRefusal, notedRoute } from './request-log.ts';

const STATUS_CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;

/** Times every answer and counts refusals. Labels are from closed sets: routes, classes, codes. */
export function requestMetrics(metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    response.on('close', () => {
      const error = notedRefusal(response);
      if (error !== undefined) metrics.refusals.inc({ error });
      // A preflight is not the endpoint, a stream's length no latency, a cut answer neither.
      if (request.method === 'OPTIONS' || !response.writableFinished || isStream(response)) return;
      metrics.durations.observe(
        {
          endpoint: notedRoute(response),
          status: STATUS_CLASSES[Math.floor(response.statusCode / 100) - 1] ?? '5xx',
        },
        (performance.now() - started) / 1000,
      );
    });
    next();
  };
}

const isStream = (response: { getHeader(name: string): unknown }): boolean =>
  String(response.getHeader('Content-Type') ?? '').startsWith('text/event-stream');
