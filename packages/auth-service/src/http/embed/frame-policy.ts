import { hash } from 'node:crypto';
import type { FramePolicyResponse } from '@casement/server-sdk/contract';
import type { RequestHandler } from 'express';
import type { ClientStore } from '../../domain/client/client-store.ts';
import { invalidRequest } from '../../domain/errors.ts';

/**
 * `GET /embed/frame-policy?client_id=…` (protocol, section 1): which origins may embed the client's
 * frames. Unknown, inactive, revoked and non-embedded clients all look the same: none.
 */
export function framePolicyHandler({ clients }: { clients: ClientStore }): RequestHandler {
  return async (request, response) => {
    const { client_id: clientId } = request.query;
    if (typeof clientId !== 'string' || clientId === '' || clientId.length > 256) {
      throw invalidRequest([
        { path: 'client_id', message: 'Required, once, as a query parameter: the client’s ID.' },
      ]);
    }
    const policy: FramePolicyResponse = {
      client_id: clientId,
      allowed_origins: await clients.framePolicy(clientId),
    };
    const body = JSON.stringify(policy);
    const etag = `"${hash('sha256', body, 'base64url').slice(0, 22)}"`;
    response.set({ 'Cache-Control': 'public, max-age=30', ETag: etag });
    if (matches(request.headers['if-none-match'], etag)) {
      response.status(304).end();
      return;
    }
    response.type('application/json').send(body);
  };
}

/** RFC 9110 §13.1.2, weak comparison. Express's own also asks for a request without `no-cache`. */
function matches(header: string | undefined, etag: string): boolean {
  const tags = header?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(etag) || tags.includes('*');
}
