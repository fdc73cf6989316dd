import { CHECKS, type Finding } from './finding.ts';
import type { Verdict } from './verdict.ts';

const MARKS = { pass: 'ok  ', warn: 'WARN', fail: 'FAIL', skip: '–   ' } as const;

/** For people; the verdict is the last line. */
export function toText(findings: readonly Finding[], { sentence }: Verdict): string {
  const width = Math.max(...Object.values(CHECKS).map((title) => title.length));
  const lines = findings.flatMap(({ check, verdict, seen, todo }) => [
    `${MARKS[verdict]}  ${CHECKS[check].padEnd(width)}  ${printable(seen)}`,
    ...(todo === undefined ? [] : [`${' '.repeat(width + 8)}→ ${printable(todo)}`]),
  ]);
  return [...lines, '', printable(sentence)].join('\n');
}

/** For programs: the closed sets `verdict` and `checks[].check` are interface, the texts are not. */
export function toJson(findings: readonly Finding[], verdict: Verdict): string {
  const { sentence, exitCode } = verdict;
  const report = { verdict: verdict.verdict, sentence, exit_code: exitCode, checks: findings };
  return JSON.stringify(report, null, 2);
}

/** What servers say may hold anything; a terminal obeys control characters. */
function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
