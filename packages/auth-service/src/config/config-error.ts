import { environmentName } from './environment.ts';

/** The configuration is unusable; `faults` holds every reason, not only the first. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'invalid_config';
  readonly faults: readonly string[];
  /** The same with the variables that set them. */
  readonly lines: readonly string[];

  constructor(faults: readonly string[]) {
    const lines = faults.map(withEnvironmentName);
    const list = lines.map((line) => `  - ${line}`).join('\n');
    super(`The configuration has ${faults.length} fault(s):\n${list}`);
    this.faults = faults;
    this.lines = lines;
  }
}

/** `port: …` becomes `port (CASEMENT_PORT): …`. */
function withEnvironmentName(fault: string): string {
  const [path = ''] = fault.split(':', 1);
  // `limits.mints_per_client` has a variable of its own, the parts of `dashboards` have not.
  const field = environmentName(path) ? path : (path.split('.', 1)[0] ?? '');
  const name = environmentName(field);
  return name ? fault.replace(field, `${field} [${name}]`) : fault;
}
