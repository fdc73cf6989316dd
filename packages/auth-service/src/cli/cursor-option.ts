/** For lists that come page by page. */
export const CURSOR = ['--cursor <cursor>', 'the page after the one that ended with it'] as const;

/** How to get the next page, if there is one. */
export const moreNotes = (next: string | undefined): string[] =>
  next === undefined ? [] : [`More: --cursor ${next}`];
