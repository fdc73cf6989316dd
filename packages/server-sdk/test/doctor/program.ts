import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const LAUNCHER = fileURLToPath(new URL('../../bin/casement-doctor.mjs', import.meta.url));
export const PROGRAM = fileURLToPath(new URL('../../src/doctor/main.ts', import.meta.url));

/** Runs `casement-doctor` as a process of its own, with this environment and no other variable. */
export function runProgram(
  args: readonly string[],
  env: Record<string, string> = {},
  { program = LAUNCHER, execArgv = [] as readonly string[] } = {},
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...execArgv, program, ...args],
      { env },
      (error, stdout, stderr) => {
        const exitCode = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
        resolve({ exitCode, stdout, stderr });
      },
    );
  });
}
