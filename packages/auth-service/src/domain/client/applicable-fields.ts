import type { FieldFault } from '@casement/server-sdk/contract';

/** The fields of one type of client, and why it has none of the others (CM1). */
export interface ApplicableFields {
  /** As in "Does not apply to embedded clients." */
  clients: string;
  known: ReadonlySet<string>;
  /** Fields of other types, refused by name so that nobody thinks they had an effect. */
  others: ReadonlyMap<string, string>;
}

/** Faults for every field that was given and does not apply. */
export function inapplicableFaults(
  input: object,
  { clients, known, others }: ApplicableFields,
): FieldFault[] {
  return Object.entries(input)
    .filter(([field, value]) => value !== undefined && !known.has(field))
    .map(([path]) => {
      const why = others.get(path);
      return {
        path,
        message: why ? `Does not apply to ${clients}. ${why}` : 'Unknown field: remove it.',
      };
    });
}
