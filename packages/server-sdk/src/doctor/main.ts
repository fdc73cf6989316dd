#!/usr/bin/env node
/**
 * `casement-doctor`. The rest is imported late: an older Node would answer with a syntax error or a
 * missing module instead of this message.
 */
import process from 'node:process';

const MINIMUM_NODE = [22, 19] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [leastMajor, leastMinor] = MINIMUM_NODE;

if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) {
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  const { runDoctor } = await import('./run-doctor.ts');
  process.exitCode = await runDoctor(process.argv.slice(2), {
    env: process.env,
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
  });
} else {
  process.stderr.write(
    `error: node: casement-doctor needs Node ${MINIMUM_NODE.join('.')} or newer; this is v${process.versions.node}. Install a newer one, or put it first on the PATH.\n`,
  );
  process.exitCode = 2;
}
