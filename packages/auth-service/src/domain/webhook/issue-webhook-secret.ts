import { DomainError } from '../errors.ts';
import { unlockSigningKey } from '../signing-key/signing-key-material.ts';
import type { Stores } from '../storage.ts';
import { newWebhookSecret, sealWebhookSecret } from './webhook-secret.ts';

/**
 * A new secret, and as it is stored: sealed under the service's own key, since under any other no delivery
 * could ever be signed.
 *
 * @throws DomainError `conflict` without a key
 * @throws WrongEncryptionKeyError for another than the service's
 */
export async function issueWebhookSecret(
  { signingKeys }: Stores,
  encryptionKey: Uint8Array | undefined,
): Promise<{ secret: string; sealedSecret: string }> {
  if (!encryptionKey) {
    throw new DomainError(
      'conflict',
      'A webhook’s secret is stored encrypted: set CASEMENT_ENCRYPTION_KEY to the service’s key.',
    );
  }
  const [signing] = await signingKeys.list();
  if (signing) await unlockSigningKey(signing, encryptionKey);
  const secret = newWebhookSecret();
  return { secret, sealedSecret: await sealWebhookSecret(secret, encryptionKey) };
}
