import { configSchema } from '../../src/config/config-schema.ts';
import { environmentName } from '../../src/config/environment.ts';
import { LIMIT_NAMES } from '../../src/domain/limit/limits.ts';

/** Every environment variable that the service reads. */
export const VARIABLES: readonly string[] = [
  ...Object.keys(configSchema.shape),
  ...LIMIT_NAMES.map((name) => `limits.${name}`),
].map((option) => {
  const variable = environmentName(option);
  if (!variable) throw new Error(`The option ${option} has no variable.`);
  return variable;
});
