/** The outside world, as far as the command line touches it. */
export interface CliEnvironment {
  env: Readonly<Record<string, string | undefined>>;
  /** Everything on standard input; only asked for where a command reads it. */
  stdin: () => Promise<string>;
  stdout: (text: string) => void;
  /** The same for a file; waits until there is room for more. Absent: as text. */
  stdoutBytes?: ((bytes: Uint8Array) => Promise<void>) | undefined;
  stderr: (text: string) => void;
  /** Asks a person; absent where nobody sits there. `undefined`: the input ended. */
  ask?: ((question: string) => Promise<string | undefined>) | undefined;
  /** Shows an address to the person in a browser; absent where nobody sits there. */
  openBrowser?: ((address: string) => void) | undefined;
}

/** Options of every command. */
export interface GlobalOptions {
  database?: string;
  issuer?: string | undefined;
  as?: string;
  json?: boolean;
}
