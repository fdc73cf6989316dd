#!/usr/bin/env node
/**
 * `casement`: the operator's command line. The rest is imported late: an older Node has no
 * `node:sqlite` and would answer with a stack trace instead of this message.
 */
import process from 'node:process';
import { text } from 'node:stream/consumers';

const MINIMUM_NODE = 24;

if (Number.parseInt(process.versions.node, 10) >= MINIMUM_NODE) {
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  const { runCli } = await import('./run-cli.ts');
  const { askTerminal } = await import('./ask-terminal.ts');
  const { openBrowser } = await import('./remote/open-browser.ts');
  process.exitCode = await runCli(process.argv.slice(2), {
    env: process.env,
    stdin: () => text(process.stdin),
    stdout: (text) => process.stdout.write(text),
    stdoutBytes: (bytes) =>
      new Promise((resolve) => {
        process.stdout.write(bytes, () => resolve());
      }),
    stderr: (text) => process.stderr.write(text),
    ask: process.stdin.isTTY ? askTerminal : undefined,
    openBrowser: process.stdin.isTTY ? openBrowser : undefined,
  });
} else {
  process.stderr.write(
    `error: node: Casement needs Node ${MINIMUM_NODE} or newer; this is v${process.versions.node}. Install a newer one, or put it first on the PATH.\n`,
  );
  process.exitCode = 1;
}
