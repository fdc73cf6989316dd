import { Help, type Option } from 'commander';

/** As commander has it; of options that start as an empty list, "(default: [])" would say nothing. */
export function optionDescription(option: Option): string {
  const startsEmpty = Array.isArray(option.defaultValue) && option.defaultValue.length === 0;
  return startsEmpty ? option.description : new Help().optionDescription(option);
}
