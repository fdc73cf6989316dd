import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCOPES } from '../../src/domain/scope/scope.ts';
import { answerCheck, type Document, openApiDocument } from '../support/openapi.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let document: Document;
const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

beforeAll(async () => {
  service = await startTestService();
  document = await openApiDocument(service);
});
afterAll(() => service.close());

test('OP3: the document is OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate({ ...structuredClone(document) });
  expect({ valid, errors }).toEqual({ valid: true });
  expect(document.openapi).toBe('3.1.1');
  expect(document.servers).toEqual([{ url: ISSUER }]);
});

test('OP3: every operation says what it takes and what it answers', () => {
  const ids = operations().map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { path, method, operation } of operations()) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const documented = operation.parameters.filter((parameter) => parameter.in === 'path');
    expect(
      documented.map(({ name }) => name),
      path,
    ).toEqual(named);
    expect(documented.every(({ required }) => required)).toBe(true);
    expect(operation.summary.length, path).toBeGreaterThan(8);
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['400', '401', '500']));
    if (['post', 'put', 'patch'].includes(method) && operation.requestBody) {
      const schema = operation.requestBody.content['application/json']?.schema;
      expect(schema?.$ref, path).toMatch(/^#\/components\/schemas\/\w+$/);
    }
    for (const requirement of operation.security) {
      const [scopes = []] = Object.values(requirement);
      expect(SCOPES).toEqual(expect.arrayContaining(scopes));
    }
  }
});

test('OP3: every schema is a JSON Schema that can be compiled, and every reference leads somewhere', () => {
  const check = answerCheck(document);
  const references = [
    ...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g),
  ];
  expect(references.length).toBeGreaterThan(50);
  for (const [, name = ''] of references) expect(document.components.schemas).toHaveProperty(name);
  for (const { operation } of operations()) {
    for (const [status, { content = {} }] of Object.entries(operation.responses)) {
      for (const type of Object.keys(content)) {
        // No answer is an empty text: a check that passes this would pass everything.
        expect(check(operation, { status: Number(status), type, body: '' })).toBeTypeOf('string');
      }
    }
  }
});

test('OP3: the document is everybody’s, and an unknown method or path a problem', async () => {
  const response = await fetch(`${service.url}/api/v1/openapi.json`);
  expect(response.headers.get('cache-control')).toBe('public, max-age=300');
  const posted = await fetch(`${service.url}/api/v1/openapi.json`, { method: 'POST' });
  expect([posted.status, posted.headers.get('content-type')]).toEqual([
    405,
    'application/problem+json; charset=utf-8',
  ]);
});

test('OP3: the document names no requirement by a number of ours, and nor does its page', async () => {
  const page = await (await fetch(`${service.url}/api/v1/docs`)).text();
  expect(JSON.stringify(document) + page).not.toMatch(/\b(CM|EM|OA|OP)\d+\b/);
});
