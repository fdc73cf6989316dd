import type { Json } from '../openapi/json.ts';

/** A schema, or the named one that it refers to. */
export function resolve(schema: Json, document: Json): Json {
  const name = referredName(schema);
  if (name === undefined) return schema;
  const { schemas } = document.components as { schemas: Record<string, Json> };
  return schemas[name] ?? {};
}

function referredName({ $ref }: Json): string | undefined {
  return typeof $ref === 'string' ? $ref.slice($ref.lastIndexOf('/') + 1) : undefined;
}

/** What a value of a schema is, in a few words. */
export function typeInWords(schema: Json): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.join(' | ');
  const forms = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  if (forms) return forms.map(typeInWords).join(' or ');
  if (schema.type === 'array') return `list of ${typeInWords((schema.items ?? {}) as Json)}`;
  return [schema.type ?? referredName(schema) ?? 'any'].flat().join(' or ');
}

/** A request body to start from: what is required, of each first possibility. */
export function exampleOf(schema: Json, document: Json): unknown {
  const real = resolve(schema, document);
  if (real.const !== undefined) return real.const;
  if (Array.isArray(real.enum)) return real.enum[0];
  const [form] = ((real.oneOf ?? real.anyOf) as Json[] | undefined) ?? [];
  if (form) return exampleOf(form, document);
  switch (real.type) {
    case 'object': {
      const properties = (real.properties ?? {}) as Record<string, Json>;
      const required = (real.required ?? []) as string[];
      return Object.fromEntries(
        required.map((name) => [name, exampleOf(properties[name] ?? {}, document)]),
      );
    }
    case 'array':
      return [];
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    default:
      return '';
  }
}
