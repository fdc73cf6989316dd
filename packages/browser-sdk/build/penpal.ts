import { type Plugin, parseAst } from 'vite';

/**
 * What of penpal cannot run as we call it, though no minifier can know: its time-outs (calls have a limit
 * of ours), its wrappers for options and transferables (we use none), and its deprecated protocol (which
 * our messenger does not let in). Everything else of penpal is bundled as it is.
 */
const UNREACHED: readonly [text: RegExp, instead: string][] = [
  [/ && \/\/ TODO:.*\n\s*remoteParticipantId !== DEPRECATED_PENPAL_PARTICIPANT_ID/, ''],
  [/ \|\| \/\/ TODO:.*\n\s*remoteParticipantId === DEPRECATED_PENPAL_PARTICIPANT_ID/, ''],
  [/const timeoutId = timeout[\s\S]*?: void 0;/, ''],
  [/const timeoutId = timeout[\s\S]*?: void 0;/, ''],
  [/, timeoutId(?= \}\))/, ''],
  [/, timeoutId(?= \} of)/, ''],
  [/clearTimeout\(timeoutId\);/, ''],
  [/clearTimeout\(timeoutId\);/, ''],
  [/const lastArg = .*;/, ''],
  [/const lastArgIsOptions = .*;/, ''],
  [/const \{ timeout, transferables \} = .*;/, ''],
  [/const argsWithoutOptions = .*;/, ''],
  [/args: argsWithoutOptions/, 'args'],
  [/sendMessage\(callMessage, transferables\)/, 'sendMessage(callMessage)'],
  [/let transferables;/, ''],
  [/if \(value instanceof Reply_default\) \{[^}]*\}/, ''],
  [/sendMessage\(replyMessage, transferables\)/, 'sendMessage(replyMessage)'],
  [/if \(path\.length && methodsToTreatAsNative.has\(prop\)\) \{[^}]*\}/, ''],
  // A messenger is made for each connection, and methods are not nested.
  [/if \(!messenger\) \{[^}]*\}/, ''],
  [/if \(usedMessengers\.has\(messenger\)\) \{[^}]*\}/, ''],
  [/usedMessengers\.add\(messenger\);/, ''],
  [/var usedMessengers = .*;/, ''],
  [/extractMethodPathsFromMethods\(methods\);/, 'Object.keys(methods).map((name) => [name]);'],
  // As the platform has it by now.
  [/getPromiseWithResolvers_default\(\)/, 'Promise.withResolvers()'],
  // Asked for when it is needed, not when the module is imported: servers may import it.
  [/var generateId_default = [^;]*;/, 'var generateId_default = () => crypto.randomUUID();'],
];

export function withoutUnreached(): Plugin {
  return {
    name: 'penpal-without-what-is-not-reached',
    transform(code, id) {
      if (!/\/penpal\/dist\/penpal\.mjs$/.test(id)) return null;
      let rest = withoutDebugLog(code);
      for (const [text, instead] of UNREACHED) {
        if (!text.test(rest)) throw new Error(`penpal is otherwise than it was: ${text}`);
        rest = rest.replace(text, instead);
      }
      return { code: rest, map: null };
    },
  };
}

/** Leaves out `log?.(…);`, statement by statement: it is off, as nobody gives it a `log`. */
function withoutDebugLog(code: string): string {
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
  return rest.replace(/,\s*log(?=\s*[,)}])/g, '').replace('{ log, ', '{ ');
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
