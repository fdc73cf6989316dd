import { z } from 'zod';
import { faultsOfIssue } from './issue-faults.ts';
import { type FaultPlace, faultyRequest, type PlacedFault } from './problem.ts';

/** @throws ApiProblem `invalid_request` */
export function parseBody(schema: z.ZodType | undefined, body: unknown): unknown {
  return schema && parse(schema, body, 'body');
}

/** @throws ApiProblem `invalid_request` */
export function parseParameters(
  schema: z.ZodObject | undefined,
  params: Readonly<Record<string, unknown>>,
): unknown {
  return schema ? parse(schema, params, 'path') : {};
}

/**
 * Query parameters by their schema: numbers and truth values from their spelling, lists from repetition,
 * everything else given once. What is not in the schema is refused.
 *
 * @throws ApiProblem `invalid_request`
 */
export function parseQuery(schema: z.ZodObject | undefined, query: URLSearchParams): unknown {
  const shape: Record<string, z.core.$ZodType> = schema?.shape ?? {};
  const faults: PlacedFault[] = [];
  const values: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined;
    const given = query.getAll(name);
    if (!field) faults.push(fault(name, 'Unknown parameter: remove it.'));
    else if (typeOf(field) === 'array') values[name] = given;
    else if (given.length > 1) faults.push(fault(name, 'Given more than once: send it once.'));
    else values[name] = fromText(given[0] ?? '', typeOf(field));
  }
  if (faults.length > 0) throw faultyRequest(faults);
  return schema ? parse(schema, values, 'query') : {};
}

const fault = (path: string, message: string): PlacedFault => ({ in: 'query', path, message });

function parse(schema: z.ZodType, value: unknown, place: FaultPlace): unknown {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap(faultsOfIssue).map((each) => ({ in: place, ...each }));
  throw faultyRequest(faults);
}

/** Beneath what makes it optional or gives it a default. */
function typeOf(field: z.core.$ZodType): string {
  const wrapped = field instanceof z.ZodOptional || field instanceof z.ZodDefault;
  return wrapped ? typeOf(field.def.innerType) : field._zod.def.type;
}

/** What cannot be converted stays a text, and the schema says what is wrong with it. */
function fromText(text: string, type: string): unknown {
  if (type === 'number' && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
