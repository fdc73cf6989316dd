/** More than that nobody reads in an error. */
const FEW = 12;

/** What is wrong with a word that is none of a closed set: all of a few, else the nearest. */
export function noneOf(given: unknown, all: readonly string[]): string {
  if (all.length === 1) return `Must be ${all[0]}.`;
  if (all.length <= FEW) return `Must be one of ${all.join(', ')}.`;
  const near = typeof given === 'string' ? nearest(given, all) : undefined;
  return near === undefined
    ? `None of the ${all.length} that there are: see the command’s --help, or /api/v1/docs.`
    : `There is no such one. Did you mean ${near}?`;
}

/** The word with the fewest letters to change, if these are no more than a third. */
function nearest(given: string, all: readonly string[]): string | undefined {
  const word = given.slice(0, 64).toLowerCase();
  const [best] = all
    .map((candidate) => ({ candidate, changes: changesBetween(word, candidate) }))
    .filter(({ candidate, changes }) => changes <= Math.ceil(candidate.length / 3))
    .toSorted((a, b) => a.changes - b.changes);
  return best?.candidate ?? all.find((candidate) => word !== '' && candidate.includes(word));
}

/** Levenshtein's distance: letters to add, leave out or exchange. */
function changesBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [line, letter] of [...a].entries()) {
    const next = [line + 1];
    for (let at = 0; at < b.length; at++) {
      const exchanged = (row[at] ?? 0) + (b[at] === letter ? 0 : 1);
      next.push(Math.min(exchanged, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
