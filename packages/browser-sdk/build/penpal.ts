import { type Plugin, parseAst } from 'vite';

/**
 * Leaves penpal's debug log out, statement by statement (`log?.(…);`): it is off, as nobody gives it a
 * `log`, but no minifier can know. Everything else of penpal is bundled as it is.
 */
export function withoutDebugLog(): Plugin {
  return {
    name: 'penpal-without-debug-log',
    transform(code, id) {
      if (!/\/penpal\/dist\/penpal\.mjs$/.test(id)) return null;
      const statements: { start: number; end: number }[] = [];
      JSON.stringify(parseAst(code), (_, node) => {
        if (isLogStatement(node)) statements.push(node);
        return node;
      });
      if (statements.length === 0) throw new Error('penpal logs otherwise than it did.');
      let rest = code;
      for (const { start, end } of statements.sort((one, other) => other.start - one.start)) {
        rest = `${rest.slice(0, start)};${rest.slice(end)}`;
      }
      return { code: rest, map: null };
    },
  };
}

function isLogStatement(node: unknown): node is { start: number; end: number } {
  const { type, expression } = Object(node);
  const call = Object(Object(expression).expression);
  return (
    type === 'ExpressionStatement' &&
    expression.type === 'ChainExpression' &&
    call.type === 'CallExpression' &&
    call.optional === true &&
    call.callee.name === 'log'
  );
}
