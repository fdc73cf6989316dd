import { CLIENT_WARNING_CODES } from '../../../domain/client/client-warning.ts';
import { WARNING_LEVELS } from '../../../domain/warning.ts';
import { PROBLEMS } from '../problem.ts';

/** The body of every refusal (RFC 9457 §3.1), with our members. */
export const problemSchema = () => ({
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'request_id'],
  properties: {
    type: {
      type: 'string',
      format: 'uri',
      description: 'Where this kind of problem is explained.',
    },
    title: { type: 'string' },
    status: {
      type: 'integer',
      enum: [...new Set(Object.values(PROBLEMS).map(({ status }) => status))],
    },
    code: { type: 'string', enum: Object.keys(PROBLEMS) },
    detail: { type: 'string', description: 'What is wrong here, and what to do.' },
    errors: {
      type: 'array',
      description: 'Each fault by its field.',
      items: {
        type: 'object',
        required: ['in', 'path', 'message'],
        properties: {
          in: { type: 'string', enum: ['body', 'query', 'path', 'header'] },
          path: { type: 'string', description: 'Dotted: `redirect_uris.0`.' },
          message: { type: 'string' },
        },
      },
    },
    confirmations: {
      type: 'array',
      description: 'With `confirmation_required`: what has to be confirmed, as warnings.',
      items: {
        type: 'object',
        required: ['code', 'level', 'field', 'message'],
        properties: {
          code: { type: 'string', enum: [...CLIENT_WARNING_CODES] },
          level: { type: 'string', enum: [...WARNING_LEVELS] },
          field: { type: 'string' },
          message: { type: 'string' },
        },
      },
    },
    request_id: { type: 'string', description: 'Names the request in the service’s log.' },
  },
});
