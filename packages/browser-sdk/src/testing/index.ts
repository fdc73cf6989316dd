/** For unit tests of dashboards: a session without a host page, a network or a browser. */
export { CasementError, type CasementErrorCode } from '../errors.ts';
export type { TestFault, TestGrant, TestHandler, TestInjection, TestPlan } from './test-plan.ts';
export {
  createTestSession,
  type SessionControl,
  type TestSession,
  type TestSessionOptions,
} from './test-session.ts';
