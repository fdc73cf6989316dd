import type { FieldFault } from '@casement/server-sdk/contract';
import { isWriting, type Scope } from '../scope/scope.ts';

const DAY = 24 * 3600;

/** How much there is to think about before such a client is made (CM6). */
export type WarningSeverity = 'information' | 'security' | 'high';

/** Something that is allowed but deserves a second thought; for people to read before they confirm. */
export interface LifetimeWarning {
  field: 'refreshTokenLifetime';
  severity: WarningSeverity;
  message: string;
}

/** The settings that the rules of CM6 and CM7 look at. Lifetimes in seconds. */
export interface Lifetimes {
  scopes: readonly Scope[];
  accessTokenLifetime: number;
  refreshToken: boolean;
  refreshTokenLifetime: number;
}

/**
 * Warnings about long-lived refresh tokens (CM6): under 7 days none, up to 30 days informational, up
 * to 90 days about security, beyond that of high severity.
 */
export function lifetimeWarnings({
  refreshToken,
  refreshTokenLifetime,
}: Pick<Lifetimes, 'refreshToken' | 'refreshTokenLifetime'>): LifetimeWarning[] {
  const days = refreshTokenLifetime / DAY;
  if (!refreshToken || days < 7) return [];
  const warn = (severity: WarningSeverity, message: string): LifetimeWarning[] => [
    { field: 'refreshTokenLifetime', severity, message },
  ];
  const length = `${Math.round(days)} days`;
  if (days <= 30) {
    return warn('information', `Users stay signed in for ${length} without being asked again.`);
  }
  if (days <= 90) {
    return warn(
      'security',
      `Whoever gets hold of a refresh token can use it for ${length}. Prefer 30 days or less.`,
    );
  }
  return warn(
    'high',
    `A refresh token that lives ${length} is close to a password: prefer 30 days or less, and watch the audit log.`,
  );
}

/** Full access for long needs to be said twice (CM7). */
export function confirmationFaults(lifetimes: Lifetimes, confirmed: boolean): FieldFault[] {
  if (confirmed || !lifetimes.scopes.some(isWriting)) return [];
  const reasons = [
    ...(lifetimes.accessTokenLifetime > DAY
      ? [`an access token of ${lifetimes.accessTokenLifetime} s (over 24 hours)`]
      : []),
    ...(lifetimes.refreshToken && lifetimes.refreshTokenLifetime > 30 * DAY
      ? [`a refresh token of ${lifetimes.refreshTokenLifetime} s (over 30 days)`]
      : []),
  ];
  if (reasons.length === 0) return [];
  return [
    {
      path: 'confirmed',
      message: `Full access with ${reasons.join(' and ')} has to be confirmed. Shorten it, or confirm.`,
    },
  ];
}
