/** How much there is to think about (CM6). */
export const WARNING_LEVELS = ['information', 'security', 'high'] as const;
export type WarningLevel = (typeof WARNING_LEVELS)[number];

/** Something that is allowed but deserves a second thought, or a confirmation; for people to read. */
export interface Warning<Code extends string = string> {
  code: Code;
  level: WarningLevel;
  /** Of the input. */
  field: string;
  message: string;
}
