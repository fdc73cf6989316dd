import process from 'node:process';
import { createInterface } from 'node:readline';

/** One line from the person at the terminal; `undefined` when the input ends. Asks on standard error. */
export function askTerminal(question: string): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    lines.once('close', () => resolve(undefined));
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}
