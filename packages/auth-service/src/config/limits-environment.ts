import { LIMIT_NAMES } from '../domain/limit/limits.ts';

/** `off` switches every limit off. */
const ALL = 'CASEMENT_LIMITS';

const variableOf = (limit: string): string => `CASEMENT_LIMIT_${limit.toUpperCase()}`;

/** The variable behind `limits` or `limits.<name>`. */
export function limitVariable(option: string): string | undefined {
  if (option === 'limits') return ALL;
  const name = LIMIT_NAMES.find((limit) => option === `limits.${limit}`);
  return name && variableOf(name);
}

const amountOf = (text: string): unknown => (text === 'off' ? false : Number(text));

/** The limits as the environment has them, still unchecked; `undefined` where it says nothing. */
export function limitsFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): unknown {
  const all = environment[ALL]?.trim();
  if (all === 'off') return false;
  // Whatever else it says is no object either, and is refused by that name.
  if (all && all !== 'on') return all;
  const given = LIMIT_NAMES.flatMap((name) => {
    const text = environment[variableOf(name)]?.trim();
    return text ? [[name, amountOf(text)]] : [];
  });
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}
