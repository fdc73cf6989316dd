import { issuerFault } from '../../config/issuer.ts';
import { CommandError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';

/**
 * The address of a service as somebody wrote it, which is also its name in the credentials file.
 *
 * @throws CommandError when tokens must not go there: plain http is for loopback only
 */
export function toIssuer(text: string): string {
  const fault = issuerFault(text.trim());
  if (fault !== undefined) throw new CommandError(EXIT.usage, `issuer: "${text}": ${fault}`);
  return text.trim();
}
