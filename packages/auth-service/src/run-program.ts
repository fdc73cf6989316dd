import process from 'node:process';
import { loadConfig } from './config/config.ts';
import { ConfigError } from './config/config-error.ts';
import { WrongEncryptionKeyError } from './domain/signing-key/signing-key-material.ts';
import { PortInUseError } from './listen.ts';
import { startAuthService } from './start-auth-service.ts';

/** Configuration from the environment, start, and stop on a signal. A fault ends it with exit code 1. */
export async function runProgram(): Promise<void> {
  try {
    const service = await startAuthService(loadConfig(process.env));
    const stop = () => {
      void service.close().then(() => process.exit(0));
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (error) {
    console.error(explain(error));
    process.exitCode = 1;
  }
}

/** Faults whose message has the way out; a stack would only hide it. */
const EXPECTED = [ConfigError, WrongEncryptionKeyError, PortInUseError];

function explain(error: unknown): string {
  const isExpected = EXPECTED.some((type) => error instanceof type);
  return isExpected || !(error instanceof Error) ? String(error) : (error.stack ?? String(error));
}
