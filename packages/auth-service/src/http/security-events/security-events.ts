import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { DashboardApplications } from '../../domain/dashboard-application.ts';
import type { Limits } from '../../domain/limit/limits.ts';
import { authenticateDashboard } from '../middleware/dashboard-credentials.ts';
import { noteClient } from '../middleware/request-log.ts';
import { type StreamOptions, streamSecurityEvents } from './security-event-stream.ts';
import { resumeAfter } from './stream-text.ts';

export interface SecurityEventsDependencies {
  dashboards: DashboardApplications;
  limits: Limits;
  eventStream: StreamOptions;
  logger: Logger;
}

/** `GET /security-events` (protocol, section 6): the log as an event stream, for dashboard applications. */
export function securityEventsHandler(deps: SecurityEventsDependencies): RequestHandler {
  const { eventStream, logger } = deps;
  return async (request, response) => {
    const application = await authenticateDashboard(deps, request);
    noteClient(response, application.clientId);
    const newest = await eventStream.feed.newest();
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      // Without it nginx keeps events back until its buffer is full.
      'X-Accel-Buffering': 'no',
      // A stream ends with its connection, so a shutdown waits for nobody.
      Connection: 'close',
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    response.flushHeaders();
    try {
      const after = resumeAfter(request.get('Last-Event-ID'), newest);
      await streamSecurityEvents(response, after, eventStream);
    } catch (error) {
      logger.error({ message: String(error) }, 'event stream failed');
      response.destroy();
    }
  };
}
