/**
 * The program. The rest is imported late: an older Node has no `node:sqlite` and would answer with a stack
 * trace instead of this message.
 */
import process from 'node:process';

const MINIMUM_NODE = 24;

if (Number.parseInt(process.versions.node, 10) >= MINIMUM_NODE) {
  const { runProgram } = await import('./run-program.ts');
  await runProgram();
} else {
  process.stderr.write(
    `error: node: Casement needs Node ${MINIMUM_NODE} or newer; this is v${process.versions.node}. Install a newer one, or put it first on the PATH.\n`,
  );
  process.exitCode = 1;
}
