import { randomUUID } from 'node:crypto';
import type { ErrorBody } from '@casement/server-sdk/contract';
import { requirePermission, sessionOf } from '@casement/server-sdk/express';
import type { RequestHandler, Response } from 'express';
import { json, Router } from 'express';
import type { Sampler } from '../sampling/sampler.ts';
import { READ, WRITE } from '../wire.ts';
import { readNoteRequest } from './note-request.ts';
import { NoteStore } from './note-store.ts';
import { openSampleStream } from './sample-stream.ts';
import { scopeOf } from './session-scope.ts';
import type { TenantUsage } from './tenant-usage.ts';

export interface ApiSources {
  /** Verifies token and proof, and puts the session on `res.locals.embeddedSession`. */
  authenticate: RequestHandler;
  sampler: Sampler;
  usage: TenantUsage;
}

/** The dashboard's API: every route behind a verified session and a permission. */
export function createApiRoutes({ authenticate, sampler, usage }: ApiSources): {
  router: Router;
  /** Ends every open stream in good order. */
  endStreams(): void;
} {
  const run = randomUUID();
  const notes = new NoteStore();
  const open = new Set<() => void>();
  const router = Router();

  router.use(authenticate);
  router.use((_request, response, next) => {
    usage.request(scopeOf(sessionOf(response)).tenant);
    response.set('Cache-Control', 'no-store');
    next();
  });

  router.get('/stream', requirePermission(READ), (request, response) => {
    const session = sessionOf(response);
    const scope = scopeOf(session);
    const after = Number(request.query.after ?? 0);
    if (!Number.isSafeInteger(after) || after < 0) {
      refuse(response, 400, 'invalid_request', 'after must be a sequence number, 0 or more.');
      return;
    }
    if (scope.metrics.size === 0) {
      refuse(
        response,
        403,
        'insufficient_scope',
        'The session is locked to no view of this dashboard.',
      );
      return;
    }
    const { expiresAt } = session;
    const end = openSampleStream(
      response,
      { run, sampler, notes, usage },
      { scope, after, expiresAt },
    );
    const stop = () => end('server_stopping');
    open.add(stop);
    response.once('close', () => open.delete(stop));
  });

  router.get('/notes', requirePermission(READ), (_request, response) => {
    const { tenant } = scopeOf(sessionOf(response));
    response.json({ notes: tenant === null ? [] : notes.of(tenant) });
  });

  router.post('/notes', requirePermission(WRITE), json({ limit: '4kb' }), (request, response) => {
    const { tenant, author } = scopeOf(sessionOf(response));
    if (tenant === null) {
      refuse(
        response,
        403,
        'insufficient_scope',
        'The session has no tenant, so its notes belong to nobody.',
      );
      return;
    }
    const now = Date.now();
    const note = readNoteRequest(request.body, { since: sampler.history.since ?? now, now });
    if (!note.ok) {
      refuse(
        response,
        400,
        'invalid_request',
        'The note was not written; see errors.',
        note.faults,
      );
      return;
    }
    response.status(201).json(notes.add(tenant, { text: note.text, at: note.at, author }));
  });

  router.use((_request, response) => {
    refuse(
      response,
      404,
      'not_found',
      'The API has GET /api/stream, GET /api/notes and POST /api/notes.',
    );
  });

  return {
    router,
    endStreams: () => {
      for (const end of open) end();
    },
  };
}

function refuse(
  response: Response,
  status: number,
  error: ErrorBody['error'],
  error_description: string,
  errors?: ErrorBody['errors'],
): void {
  response
    .status(status)
    .json({ error, error_description, ...(errors && { errors }) } satisfies ErrorBody);
}
