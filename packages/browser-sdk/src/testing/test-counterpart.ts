import type { TokenResponse } from '@casement/server-sdk/contract';
import { SDK_ERROR_CODES } from '../errors.ts';
import { REFUSAL_CODES } from '../refusal-codes.ts';
import { fail, type Result } from '../result.ts';
import type { TestFault, TestGrant, TestPlan } from './test-plan.ts';

/** Host page, portal backend and auth service in one: what a renewal asks and what fails it. */
export interface TestCounterpart extends TestPlan {
  /** One renewal. */
  answer(signal: AbortSignal): Promise<Result<TokenResponse>>;
}

export function createTestCounterpart(grant: TestGrant): TestCounterpart {
  const faults = new Set<() => TestFault | undefined>();
  let tokens = 0;

  function meet(): TestFault | undefined {
    for (const take of faults) {
      const fault = take();
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  return {
    grant,
    inject(fault, { times = Number.POSITIVE_INFINITY } = {}) {
      check(fault);
      let hits = 0;
      const take = (): TestFault | undefined => {
        if (hits >= times) return undefined;
        hits += 1;
        return fault;
      };
      faults.add(take);
      return {
        get hits() {
          return hits;
        },
        remove: () => void faults.delete(take),
      };
    },
    heal: () => faults.clear(),
    async answer(signal) {
      const fault = meet();
      if (fault === 'silence') {
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      }
      if (fault !== undefined) {
        const { failure } = fail(fault.code, `The test failed it with ${fault.code}.`);
        return { ok: false, failure: { ...failure, ...fault } };
      }
      tokens += 1;
      const { user, team, permissions, parameters, expiresIn, renewIn } = grant;
      const value: TokenResponse = {
        access_token: `test-token-${tokens}`,
        token_type: 'DPoP',
        expires_in: expiresIn,
        renew_in: renewIn,
        session_id: 'test-session',
        user,
        team,
        permissions: [...permissions],
        parameters,
      };
      return { ok: true, value };
    },
  };
}

const CODES: readonly string[] = [...SDK_ERROR_CODES, ...REFUSAL_CODES];

/** A misspelt code would be an odd failure, or none: then the test that injects it tells nothing. */
function check(fault: TestFault): void {
  if (fault === 'silence' || CODES.includes(Object(fault).code)) return;
  const given = JSON.stringify(fault) ?? String(fault);
  throw new TypeError(
    `inject: ${given} is no fault; use 'silence' or { code } with an error code.`,
  );
}
