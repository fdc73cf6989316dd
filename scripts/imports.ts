/** Reads which modules a TypeScript file imports, from its syntax tree. */
import { readFileSync } from 'node:fs';
import { parseSync } from 'vite';

/** Every module that the file names in an import, a re-export or a literal `import()`. */
export function importsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  const { module, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message}`);
  const dynamic = module.dynamicImports.map(({ moduleRequest }) =>
    source.slice(moduleRequest.start, moduleRequest.end).replace(/^['"`]|['"`]$/g, ''),
  );
  const reExported = module.staticExports.flatMap(({ entries }) =>
    entries.map((entry) => entry.moduleRequest?.value),
  );
  return [
    ...module.staticImports.map((entry) => entry.moduleRequest.value),
    ...reExported.filter((name) => name !== undefined),
    ...dynamic,
  ];
}
