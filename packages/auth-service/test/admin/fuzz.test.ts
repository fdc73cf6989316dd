import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testSeed } from '../../../../scripts/test-seed.ts';
import { callerWithRole } from '../support/admin-requests.ts';
import {
  type AnswerCheck,
  answerCheck,
  type Document,
  type Json,
  type Operation,
  openApiDocument,
} from '../support/openapi.ts';
import { fitting } from '../support/schema-arbitrary.ts';
import { PORTAL, startTestService, type TestService } from '../support/test-service.ts';

fc.configureGlobal(testSeed);

/** Requests per operation. */
const RUNS = 12;

let service: TestService;
let document: Document;
let check: AnswerCheck;
let tokens: string[];
/** Values of things that there are, by the names under which requests speak of them. */
const known = new Map<string, Set<string>>();
const answered = new Map<string, Set<number>>();

beforeAll(async () => {
  service = await startTestService();
  document = await openApiDocument(service);
  check = answerCheck(document);
  const roles = ['super_admin', 'super_admin', 'admin', 'viewer'];
  tokens = [];
  for (const role of roles) tokens.push((await callerWithRole(service, { role })).token);
  learn('team', service.team);
  learn('user', service.ana);
  learn('organization', { id: service.team.organizationId });
  learn('client', service.dynamic.client);
  learn('role', { id: 'viewer' });
  remember('name', 'Portal');
  remember('allowed_origin', PORTAL);
  remember('url', 'https://hooks.invalid/');
  remember('locale', 'nb');
  remember('redirect_uri', 'https://app.example.com/callback');
});
afterAll(() => service.close());

test('OP3: no request finds an answer that is not in the document, and none a 500', async () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      await fc.assert(
        fc.asyncProperty(requestOf(path, operation), async (request) => {
          const response = await fetch(service.url + request.path, {
            method: method.toUpperCase(),
            headers: request.headers,
            ...(request.body === undefined ? {} : { body: request.body }),
          });
          const text = await response.text();
          const type = response.headers.get('content-type') ?? '';
          const isJson = /^application\/(\w+\+)?json/.test(type);
          const body: unknown = isJson ? JSON.parse(text) : text || undefined;
          expect(check(operation, { status: response.status, type, body })).toBeUndefined();
          expect(response.status, text).toBeLessThan(500);
          note(operation, response.status, body);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    }
  }
  const successes = [...answered].filter(([, statuses]) => [...statuses].some((one) => one < 300));
  // Otherwise the requests were too wild to get anywhere.
  expect(successes.length / answered.size).toBeGreaterThan(0.4);
});

interface FuzzedRequest {
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

function requestOf(path: string, operation: Operation): fc.Arbitrary<FuzzedRequest> {
  const drawing = { schemas: document.components.schemas, suggest };
  const wild = fc.oneof(fc.string({ minLength: 1 }), fc.constant("'; drop table clients --"));
  const parameters = operation.parameters.map((parameter) => {
    const value = fc
      .oneof(
        { weight: 6, arbitrary: fitting(parameter.schema, drawing, parameter.name) },
        { weight: 1, arbitrary: wild },
      )
      .map((one) => (Array.isArray(one) ? one : [one]).map(String));
    return fc.record({
      name: fc.constant(parameter.name),
      in: fc.constant(parameter.in),
      values: parameter.required ? value : fc.option(value, { nil: undefined, freq: 2 }),
    });
  });
  const schema = operation.requestBody?.content['application/json']?.schema;
  const body: fc.Arbitrary<string | undefined> = schema
    ? fc.oneof(
        { weight: 8, arbitrary: fitting(schema, drawing).map((value) => JSON.stringify(value)) },
        { weight: 1, arbitrary: fc.json() },
        { weight: 1, arbitrary: fc.string() },
      )
    : fc.constant(undefined);
  const token = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...tokens) },
    { weight: 1, arbitrary: fc.constantFrom('', 'x', 'ü') },
  );
  return fc.record({ parameters: fc.tuple(...parameters), body, token }).map((drawn) => {
    const query = new URLSearchParams();
    const headers: Record<string, string> = {};
    let filled = path;
    for (const { name, in: place, values } of drawn.parameters) {
      if (values === undefined) continue;
      const [first = ''] = values;
      // A path without the value would be another path, and one of dots another still.
      const segment = first === '' || /^\.+$/.test(first) ? 'none' : first;
      if (place === 'path') filled = filled.replace(`{${name}}`, encodeURIComponent(segment));
      else if (place === 'query') for (const value of values) query.append(name, value);
      else headers[name] = encodeURIComponent(first);
    }
    if (drawn.body !== undefined) headers['Content-Type'] = 'application/json';
    headers.Authorization = `Bearer ${encodeURIComponent(drawn.token)}`;
    return { path: query.size > 0 ? `${filled}?${query}` : filled, headers, body: drawn.body };
  });
}

function remember(name: string, value: string): void {
  known.set(name, (known.get(name) ?? new Set()).add(value));
}

/** `team_id` and the like, and what else has a name. */
function learn(kind: string, thing: object): void {
  for (const [field, value] of Object.entries(thing)) {
    if (typeof value !== 'string') continue;
    remember(
      field === 'id' ? `${kind}_id` : field.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`),
      value,
    );
  }
}

const suggest = (name: string): string[] => [...(known.get(name) ?? [])].slice(-20);

/** Things that were made are what later requests are about. */
function note({ operationId }: Operation, status: number, body: unknown): void {
  answered.set(operationId, (answered.get(operationId) ?? new Set()).add(status));
  const [, kind] = /^create([A-Z]\w+)$/.exec(operationId) ?? [];
  if (status === 201 && kind) learn(kind.toLowerCase(), body as Json);
}
