import { createElementClass } from './casement-dashboard.ts';
import type { CasementDashboardElement } from './element-interface.ts';

declare global {
  interface HTMLElementTagNameMap {
    'casement-dashboard': CasementDashboardElement;
  }
}

/**
 * Registers `<casement-dashboard>`. May be called as often as one likes; on a server it does nothing.
 * @param name for a page that has another element of that name
 */
export function defineCasementDashboard(name = 'casement-dashboard'): void {
  const registry = globalThis.customElements as CustomElementRegistry | undefined;
  if (registry && !registry.get(name)) registry.define(name, createElementClass());
}

export { CasementError, type CasementErrorCode } from '../errors.ts';
export type { ChallengeCodeRequest, FetchChallengeCode } from '../host/challenge-code-request.ts';
export type { Diagnosis, EmbeddedDashboard } from '../host/embedded-dashboard.ts';
export type { HostTimeouts } from '../host/host-options.ts';
export type { OverlayLabels } from '../overlay/overlay-labels.ts';
export type { DashboardContext } from '../protocol/dashboard-context.ts';
export type { DashboardEvent } from '../protocol/dashboard-event.ts';
export type { SessionState, SessionStatus, StatusReason } from '../protocol/session-status.ts';
export type { WallOptions } from '../wall/wall-options.ts';
export type { CasementWarning } from '../warning.ts';
export type {
  CasementDashboardElement,
  DashboardAttributes,
  DashboardProperties,
} from './element-interface.ts';
