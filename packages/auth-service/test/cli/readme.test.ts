/** Runs the README's examples: every command with the output that stands below it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { typeFaults } from '../../../../scripts/type-faults.ts';
import { freshCasement } from '../support/casement.ts';

const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
const readReadme = () => readFile(join(packageFolder, 'README.md'), 'utf8');

let casement: Awaited<ReturnType<typeof freshCasement>>;
beforeAll(async () => {
  casement = await freshCasement();
});
afterAll(() => casement.remove());

/** Without what differs from run to run; whole secrets do not stand in a README. */
const settled = (text: string): string =>
  text
    .replace(/\b((?:org|team|usr|cli|sec|key)_)[\w-]{31}/g, (_, prefix) => prefix + '0'.repeat(31))
    .replace(/csm_sk_([\w-]{49}|[\w-]{4}…)/g, 'csm_sk_0000…')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '2026-01-01T00:00:00Z');

/** The words of a shell line without anything but double quotes. */
const words = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');

test('the README’s commands print what it says', async () => {
  const readme = await readReadme();
  const blocks = [...readme.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block = '']) => block);
  const examples = blocks.flatMap((block) => block.split(/^(?=\$ casement )/m));
  expect(examples.length).toBeGreaterThan(15);
  for (const example of examples) {
    const [command = '', ...expected] = example.trimEnd().split('\n');
    const { stdout, stderr } = await casement.run(...words(command.replace('$ casement ', '')));
    expect(settled(`${stdout}${stderr}`.trimEnd()), command).toBe(settled(expected.join('\n')));
  }
});

test('the README’s program compiles', async () => {
  const [, code] = /^```ts\n(.*?)^```$/ms.exec(await readReadme()) ?? [];
  expect(code).toContain('startAuthService');
  expect(await typeFaults(packageFolder, { 'example.ts': code ?? '' })).toBe('');
});
