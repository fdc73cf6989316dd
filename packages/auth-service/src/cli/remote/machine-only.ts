import { CommandError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';

/**
 * Use cases that the admin API does not have, on purpose: whoever calls one is told where it can be done.
 *
 * @param what as the subject of a sentence
 */
export function machineOnly<T extends object>(what: string): T {
  const refuse = async (): Promise<never> => {
    throw new CommandError(
      EXIT.refused,
      `issuer: ${what} on the machine of the service only. Run the command there, with --database <file>.`,
    );
  };
  // Every one of them is refused, whatever it is called.
  return new Proxy({}, { get: () => refuse }) as T;
}
