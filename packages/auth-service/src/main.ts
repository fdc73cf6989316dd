/** The program: configuration from the environment, start, and stop on a signal. */
import process from 'node:process';
import { loadConfig } from './config/config.ts';
import { ConfigError } from './config/config-error.ts';
import { WrongEncryptionKeyError } from './domain/signing-key/signing-key-material.ts';
import { startAuthService } from './start-auth-service.ts';

try {
  const service = await startAuthService(loadConfig(process.env));
  const stop = () => {
    void service.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  const expected = error instanceof ConfigError || error instanceof WrongEncryptionKeyError;
  console.error(expected || !(error instanceof Error) ? String(error) : error.stack);
  process.exitCode = 1;
}
