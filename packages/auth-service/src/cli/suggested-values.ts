import { Option } from 'commander';

const SUGGESTED = new WeakMap<Option, readonly string[]>();

/** An option whose values are offered while one types, where its help would be too long with all of them. */
export function suggesting(flags: string, description: string, values: readonly string[]): Option {
  const option = new Option(flags, description);
  SUGGESTED.set(option, values);
  return option;
}

/** What may be typed for an option, as far as that is known. */
export const valuesOf = (option: Option): readonly string[] =>
  option.argChoices ?? SUGGESTED.get(option) ?? [];
