import process from 'node:process';
import type { Command } from 'commander';
import type { CliEnvironment, GlobalOptions } from '../environment.ts';
import { CommandError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';

export function addServeCommand(program: Command, { env }: Pick<CliEnvironment, 'env'>): void {
  program
    .command('serve')
    .description('run the auth service, as the environment configures it, until SIGTERM or Ctrl-C')
    .addHelpText(
      'after',
      '\nIt needs CASEMENT_ENCRYPTION_KEY: casement keys generate-encryption-key',
    )
    .action(() => serve(program.opts<GlobalOptions>(), env));
}

/** Starts the service and comes back; the process lives until a signal ends it. */
async function serve(
  { database, issuer }: GlobalOptions,
  env: CliEnvironment['env'],
): Promise<void> {
  if (issuer !== undefined) {
    throw new CommandError(
      EXIT.usage,
      'issuer: That names a service elsewhere. The address of this one is CASEMENT_ISSUER.',
    );
  }
  // Late, as everything that most commands do not need.
  const { loadConfig } = await import('../../config/config.ts');
  const { startAuthService } = await import('../../start-auth-service.ts');
  try {
    const service = await startAuthService(loadConfig(env, { database }));
    const stop = () => {
      void service.close().then(() => process.exit(0));
    };
    // Not once: a Ctrl-C may come from the terminal and from whoever started this, and must not cut it short.
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  } catch (error) {
    throw await explained(error);
  }
}

/** Faults whose message has the way out; a stack would only hide it. */
async function explained(error: unknown): Promise<unknown> {
  const { ConfigError } = await import('../../config/config-error.ts');
  const { WrongEncryptionKeyError } = await import(
    '../../domain/signing-key/signing-key-material.ts'
  );
  const { PortInUseError } = await import('../../listen.ts');
  if (error instanceof ConfigError) return new CommandError(EXIT.refused, error.lines.join('\n'));
  const isExpected = error instanceof WrongEncryptionKeyError || error instanceof PortInUseError;
  return isExpected ? new CommandError(EXIT.refused, error.message, { cause: error }) : error;
}
