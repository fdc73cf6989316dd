import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import type { TestService } from './test-service.ts';

export type Json = Record<string, unknown>;

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: Json;
}

export interface Operation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  parameters: Parameter[];
  requestBody?: { required: true; content: Record<string, { schema: Json }> };
  /** A file has no schema. */
  responses: Record<string, { description: string; content?: Record<string, { schema?: Json }> }>;
  security: Record<string, string[]>[];
}

export interface Document {
  openapi: string;
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; securitySchemes: Json };
}

/** The document as the service serves it: to nobody in particular. */
export async function openApiDocument(service: TestService): Promise<Document> {
  const response = await fetch(`${service.url}/api/v1/openapi.json`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  return (await response.json()) as Document;
}

export interface Answered {
  status: number;
  type: string;
  body: unknown;
}

/** Says what of an answer is not in the document; nothing, if all is as it should be. */
export type AnswerCheck = (operation: Operation, answer: Answered) => string | undefined;

/** Checks answers with a validator that has nothing in common with the one that made them. */
export function answerCheck(document: Document): AnswerCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'https://casement.test/api', ...document }, 'api');
  const validators = new Map<string, ValidateFunction>();
  const validatorOf = (schema: Json): ValidateFunction => {
    const key = JSON.stringify(schema);
    const known = validators.get(key);
    if (known) return known;
    const absolute = JSON.parse(key.replaceAll('"#/', '"https://casement.test/api#/')) as Json;
    const made = ajv.compile(absolute);
    validators.set(key, made);
    return made;
  };
  return ({ operationId, responses }, { status, type, body }) => {
    const response = responses[status];
    if (!response) return `${operationId} answers ${status}, which is not documented`;
    if (!response.content) {
      return body === undefined ? undefined : `${operationId} ${status} has a body`;
    }
    const content = response.content[type.split(';', 1)[0] ?? ''];
    if (!content) return `${operationId} ${status} answers ${type || 'no type'}`;
    if (!content.schema) return body ? undefined : `${operationId} ${status} is an empty file`;
    const validate = validatorOf(content.schema);
    return validate(body)
      ? undefined
      : `${operationId} ${status}: ${ajv.errorsText(validate.errors)}`;
  };
}
