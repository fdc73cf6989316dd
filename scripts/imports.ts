/** Reads which modules a TypeScript file imports, from its syntax tree, and finds circles in that. */
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

/**
 * A way along imports that comes back to where it began; empty where there is none.
 *
 * @param imports by file, those that it imports; what is no key of it imports nothing
 */
export function circleIn(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const seen = new Set<string>();
  const way: string[] = [];
  const follow = (file: string): string[] => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (seen.has(file)) return [];
    seen.add(file);
    way.push(file);
    for (const target of imports.get(file) ?? []) {
      const circle = follow(target);
      if (circle.length > 0) return circle;
    }
    way.pop();
    return [];
  };
  for (const file of imports.keys()) {
    const circle = follow(file);
    if (circle.length > 0) return circle;
  }
  return [];
}
