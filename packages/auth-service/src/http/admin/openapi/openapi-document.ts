import { PATHS } from '@casement/server-sdk/contract';
import { z } from 'zod';
import { SCOPE_WORDS } from '../../../domain/scope/scope-words.ts';
import type { Route } from '../route.ts';
import { answerComponents, requestComponents } from './components.ts';
import type { Json } from './json.ts';
import { operationObject } from './operation-object.ts';
import { problemSchema } from './problem-schema.ts';

/** The OpenAPI 3.1 document of a route table, from the very schemas that check its requests. */
export function openApiDocument(issuer: string, routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationObject(route) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Casement admin API',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: issuer }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { oauth2: oauth2(issuer, routes) },
      schemas: {
        ...schemasOf(answerComponents, 'output'),
        ...schemasOf(requestComponents, 'input'),
        Problem: problemSchema(),
      },
    },
  };
}

const DESCRIPTION = [
  'Clients, the directory, sessions and the audit log.',
  'Every request carries an access token (`Authorization: Bearer …`, or `DPoP …` with a proof). A request is allowed when the token’s scope and the permissions of the user or client behind it both reach that far; lists show what you may see, and what you may not see does not exist for you.',
  'Refusals are problems (RFC 9457) with a `code` of a closed set. Creations take an `Idempotency-Key`. Too many requests are `429` with `Retry-After`.',
].join('\n\n');

/** Every schema by its name, as JSON Schema 2020-12, which OpenAPI 3.1 is made of. */
function schemasOf(registry: typeof answerComponents, io: 'input' | 'output'): Json {
  const { schemas } = z.toJSONSchema(registry, {
    io,
    target: 'draft-2020-12',
    uri: (id) => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  );
}

function oauth2(issuer: string, routes: readonly Route[]): Json {
  const used = new Set(routes.flatMap(({ scopes }) => scopes));
  const scopes = Object.fromEntries([...used].sort().map((scope) => [scope, SCOPE_WORDS[scope]]));
  const tokenUrl = issuer + PATHS.oauthToken;
  return {
    type: 'oauth2',
    description: 'Opaque access tokens of the authorization server at the same address.',
    flows: {
      authorizationCode: { authorizationUrl: `${issuer}/oauth2/authorize`, tokenUrl, scopes },
      clientCredentials: { tokenUrl, scopes },
    },
  };
}
