import { z } from 'zod';

/** Schemas that have a name in the document; of requests and of answers apart, because defaults differ. */
export const requestComponents = z.registry<{ id: string; description?: string }>();
export const answerComponents = z.registry<{ id: string; description?: string }>();

/** Names a schema of request bodies. */
export function requestSchema<S extends z.ZodType>(id: string, schema: S): S {
  requestComponents.add(schema, { id });
  return schema;
}

/** Names a schema of answers. */
export function answerSchema<S extends z.ZodType>(id: string, schema: S): S {
  answerComponents.add(schema, { id });
  return schema;
}
