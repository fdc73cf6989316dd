import type { Locale } from '../locale/locale.ts';

/** Who may act: organizations hold teams, memberships give users a role in a team. */

export interface Organization {
  id: string;
  name: string;
  /** In which its people are written to, unless they chose another; `undefined`: the service's. */
  locale?: Locale | undefined;
  createdAt: number;
}

export interface Team {
  id: string;
  organizationId: string;
  name: string;
  /** Names it in addresses; see `slug.ts`. */
  slug: string;
  createdAt: number;
}

/** An application of a team's, at which service clients may have roles of their own (CM17, CM18). */
export interface App {
  id: string;
  teamId: string;
  name: string;
  slug: string;
  createdAt: number;
}

export const USER_STATUSES = ['active', 'inactive'] as const;
export type UserStatus = (typeof USER_STATUSES)[number];

export interface User {
  id: string;
  /** As it was written; compared through `normalizeEmail`. */
  email: string;
  name: string;
  status: UserStatus;
  /** In which the user is written to; `undefined`: the organization's. */
  locale?: Locale | undefined;
  createdAt: number;
}

export interface Role {
  /** Chosen by people and used in commands: `viewer`, `editor` … */
  id: string;
  /** A role that counts in every team of every organization (`super_admin`). */
  everywhere: boolean;
  permissions: string[];
}

export interface Membership {
  teamId: string;
  userId: string;
  roleId: string;
  createdAt: number;
}
