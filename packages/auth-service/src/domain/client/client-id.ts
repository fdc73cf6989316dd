import type { FieldFault } from '@casement/server-sdk/contract';

const CLIENT_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$/;

/** Faults of a client ID that the operator chose; none when it is left to be generated. */
export function clientIdFaults(id: string | undefined): FieldFault[] {
  if (id === undefined || CLIENT_ID.test(id)) return [];
  return [
    {
      path: 'id',
      message: 'A client ID has 3 to 64 of A-Z, a-z, 0-9, dot, _ and -, a letter or digit first.',
    },
  ];
}
