import fc from 'fast-check';
import type { Json } from './openapi.ts';

/** What can be said of values by name: IDs of things that there are, say. */
export type Suggestions = (name: string) => readonly string[];

export interface Drawing {
  schemas: Record<string, Json>;
  suggest: Suggestions;
}

/**
 * Values that fit a JSON Schema, as far as OpenAPI documents of ours go; texts are, where something is
 * suggested for the property's name, mostly of those.
 */
export function fitting(schema: Json, drawing: Drawing, name = ''): fc.Arbitrary<unknown> {
  const { $ref, anyOf, oneOf, enum: values, const: constant } = schema;
  if (typeof $ref === 'string') {
    const target = $ref.slice($ref.lastIndexOf('/') + 1);
    return fitting(drawing.schemas[target] ?? {}, drawing, name);
  }
  if (constant !== undefined) return fc.constant(constant);
  if (Array.isArray(values)) return fc.constantFrom(...values);
  const forms = (anyOf ?? oneOf) as Json[] | undefined;
  if (forms) return fc.oneof(...forms.map((form) => fitting(form, drawing, name)));
  switch (schema.type) {
    case 'object':
      return object(schema, drawing);
    case 'array':
      return fc.array(fitting((schema.items ?? {}) as Json, drawing, singular(name)), {
        ...{ minLength: Number(schema.minItems ?? 0) },
        maxLength: Math.min(4, Number(schema.maxItems ?? 4)),
      });
    case 'integer':
      return fc.integer({
        min: Number(schema.minimum ?? -5),
        max: Math.min(Number(schema.maximum ?? 2 ** 31), Number.MAX_SAFE_INTEGER),
      });
    case 'number':
      return fc.double({ ...range(schema), noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return text(schema, drawing.suggest(name));
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

const singular = (name: string): string => name.replace(/s$/, '');

const range = ({ minimum = -1e6, maximum = 1e6 }: Json) => ({
  ...{ min: Number(minimum), max: Number(maximum) },
});

function object(schema: Json, drawing: Drawing): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Json>);
  const required = (schema.required ?? []) as string[];
  return fc.record(
    Object.fromEntries(
      properties.map(([name, property]) => [name, fitting(property, drawing, name)]),
    ),
    { requiredKeys: required },
  );
}

function text(schema: Json, suggested: readonly string[]): fc.Arbitrary<string> {
  const length = {
    ...{ minLength: Number(schema.minLength ?? 0) },
    maxLength: Math.min(40, Number(schema.maxLength ?? 40)),
  };
  const free = fc.oneof(
    fc.string({ ...length, unit: 'grapheme' }),
    fc.string({ ...length, unit: fc.constantFrom(...'abcXYZ-_.0189') }),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  );
  if (suggested.length === 0) return free;
  return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...suggested) }, free);
}
