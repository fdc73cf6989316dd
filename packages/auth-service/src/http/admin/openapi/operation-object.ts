import { z } from 'zod';
import { PROBLEMS, type ProblemCode } from '../problem.ts';
import type { Route } from '../route.ts';
import { answerComponents, requestComponents } from './components.ts';
import type { Json } from './json.ts';

/** One operation: parameters, body, and every answer that it can give. */
export function operationObject(route: Route): Json {
  const { schemas, scopes, permissions, description } = route;
  const needs =
    permissions.length > 0
      ? `Permission: ${permissions.map((name) => `\`${name}\``).join(' or ')}.`
      : undefined;
  return {
    operationId: route.operation,
    tags: [route.tag],
    summary: route.summary,
    description: [description, needs].filter((part) => part !== undefined).join('\n\n'),
    parameters: [
      ...parametersOf('path', schemas.params),
      ...parametersOf('query', schemas.query),
      ...headerParameters(route),
    ],
    ...(schemas.body ? { requestBody: { required: true, content: jsonOf(schemas.body) } } : {}),
    responses: responsesOf(route),
    security: scopes.length > 0 ? scopes.map((scope) => ({ oauth2: [scope] })) : [{ oauth2: [] }],
  };
}

function parametersOf(place: 'path' | 'query', schema: z.ZodObject | undefined): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = property as Json;
    return {
      name,
      in: place,
      required: required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

function headerParameters({ method, schemas, idempotent, precondition }: Route): Json[] {
  const header = (name: string, description: string, schema: Json, required = false) => ({
    ...{ name, in: 'header', required, description, schema },
  });
  const parameters: Json[] = [];
  if (method === 'get' && schemas.answer) {
    const description = 'ETags that you have: 304 when the answer is one of them.';
    parameters.push(header('If-None-Match', description, { type: 'string' }));
  }
  if (precondition) {
    const description = 'ETag of the version that you have read, or `*` for whatever there is now.';
    const required = precondition === 'required';
    parameters.push(header('If-Match', description, { type: 'string' }, required));
  }
  if (idempotent) {
    const description =
      'A new UUID for each creation: sent again within 24 hours it gets the same answer.';
    const schema = { type: 'string', pattern: '^[!-~]{8,200}$' };
    parameters.push(header('Idempotency-Key', description, schema));
  }
  return parameters;
}

const ETAG = { ETag: { description: 'Of this version.', schema: { type: 'string' } } };
const LOCATION = {
  Location: { description: 'Of what was made.', schema: { type: 'string', format: 'uri' } },
};

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 } },
};

function responsesOf(route: Route): Json {
  const { answer } = route.schemas;
  const success = answer
    ? {
        description: route.status === 201 ? 'Made.' : 'Done.',
        headers: route.status === 201 ? { ...ETAG, ...LOCATION } : ETAG,
        content: jsonOf(answer),
      }
    : { description: 'Done.', ...filesOf(route) };
  const unchanged =
    route.method === 'get' && answer ? { 304: { description: 'You have it already.' } } : {};
  const byStatus = Map.groupBy(problemsOf(route), (code) => PROBLEMS[code].status);
  const refusals = [...byStatus].map(([status, codes]) => [
    status,
    {
      description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' '),
      ...(codes.includes('slow_down') ? { headers: RETRY_AFTER } : {}),
      content: {
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      },
    },
  ]);
  return { [route.status]: success, ...unchanged, ...Object.fromEntries(refusals) };
}

/** Those of the route itself, and those that every route, or every one of its kind, can have. */
function problemsOf(route: Route): ProblemCode[] {
  const { scopes, permissions, idempotent, precondition } = route;
  return [
    ...(['invalid_request', 'invalid_token', 'invalid_dpop_proof'] as const),
    ...(['slow_down', 'server_error'] as const),
    ...(scopes.length > 0 ? (['insufficient_scope'] as const) : []),
    ...(permissions.length > 0 ? (['permission_required'] as const) : []),
    ...(idempotent ? (['request_in_progress', 'key_reused'] as const) : []),
    ...(precondition ? (['precondition_failed'] as const) : []),
    ...(precondition === 'required' ? (['precondition_required'] as const) : []),
    ...route.problems,
  ];
}

/** A named schema by its name; every body and every answer has one. */
function jsonOf(schema: z.ZodType): Json {
  const id = answerComponents.get(schema)?.id ?? requestComponents.get(schema)?.id;
  if (id === undefined) throw new Error('a body or an answer without a name in the document');
  return { 'application/json': { schema: { $ref: `#/components/schemas/${id}` } } };
}

function filesOf({ media }: Route): Json {
  if (media.length === 0) return {};
  return { content: Object.fromEntries(media.map((type) => [type.split(';', 1)[0], {}])) };
}
