import type { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { configSchema } from './config-schema.ts';
import { optionsFromEnvironment } from './environment.ts';

/** What a caller may say; everything has a default but the encryption key. */
export type AuthServiceOptions = z.input<typeof configSchema>;

/** Validated, complete and immutable. */
export type Config = Readonly<z.output<typeof configSchema>>;

/**
 * Validates options.
 *
 * @throws ConfigError listing every fault
 */
export function resolveConfig(options: AuthServiceOptions): Config {
  return parse(options, []);
}

/**
 * Reads the configuration from the environment; explicit options beat it.
 *
 * @throws ConfigError listing every fault
 */
export function loadConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  options: Partial<AuthServiceOptions> = {},
): Config {
  const { options: fromEnvironment, faults } = optionsFromEnvironment(
    environment,
    options.dashboards === undefined,
  );
  return parse({ ...fromEnvironment, ...defined(options) }, faults);
}

function parse(options: unknown, faults: readonly string[]): Config {
  const result = configSchema.safeParse(options);
  if (result.success && faults.length === 0) return Object.freeze(result.data);
  const issues = (result.error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
  throw new ConfigError([...faults, ...issues]);
}

/** An explicit `undefined` means "not given". */
function defined(options: Partial<AuthServiceOptions>): Partial<AuthServiceOptions> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
