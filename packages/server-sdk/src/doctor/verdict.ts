import { CHECKS, type Finding } from './finding.ts';

/** Exit codes of the program. */
export const EXIT = { healthy: 0, broken: 1, usage: 2 } as const;

export interface Verdict {
  /** `healthy`: nothing failed. */
  verdict: 'healthy' | 'warnings' | 'broken';
  exitCode: 0 | 1;
  /** One sentence on which a person can act. */
  sentence: string;
}

/** @param findings in the order of `CHECKS`: the first failure is the cause to begin with */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const failed = findings.filter(({ verdict }) => verdict === 'fail');
  const warned = findings.filter(({ verdict }) => verdict === 'warn');
  const skipped = findings.filter(({ verdict }) => verdict === 'skip').length;
  const [cause] = failed;
  if (cause !== undefined) {
    const others = failed.length - 1;
    const more = others === 0 ? '' : ` Then see ${count(others, 'further failure')}.`;
    return {
      verdict: 'broken',
      exitCode: EXIT.broken,
      sentence: `Broken: ${CHECKS[cause.check]}. ${cause.todo}${more}`,
    };
  }
  const [doubt] = warned;
  if (doubt !== undefined) {
    return {
      verdict: 'warnings',
      exitCode: EXIT.healthy,
      sentence: `Works, with ${count(warned.length, 'warning')}, first ${CHECKS[doubt.check]}. ${doubt.todo}`,
    };
  }
  const rest = skipped === 0 ? '' : ` (${count(skipped, 'check')} not made, see above)`;
  return {
    verdict: 'healthy',
    exitCode: EXIT.healthy,
    sentence: `Healthy: nothing to do${rest}.`,
  };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
