import type { WebhookSettings } from '../administration.ts';
import { optionsFromEnvironment } from './environment.ts';
import { networksOf } from './outbound-networks.ts';

/** What the service of this environment seals webhooks' secrets with, and may call; unchecked but for its form. */
export function webhookSettingsFrom(
  environment: Readonly<Record<string, string | undefined>>,
): WebhookSettings {
  const { encryptionKey, outboundNetworks } = optionsFromEnvironment(environment, false).options;
  return {
    encryptionKey:
      typeof encryptionKey === 'string' ? Buffer.from(encryptionKey, 'base64url') : undefined,
    networks: networksOf(String(outboundNetworks ?? '').split(',')),
  };
}
