import type { Account } from './portal/accounts.ts';

const AURORA = { id: 'aurora', name: 'Aurora Logistics' };
const BRAMBLE = { id: 'bramble', name: 'Bramble Foods' };

/** Who may sign in to the portal: users of two customers, with different roles. */
export const PEOPLE: readonly Account[] = [
  { email: 'ana@aurora.example', name: 'Ana Ruiz', tenant: AURORA, role: 'editor' },
  { email: 'ben@aurora.example', name: 'Ben Okafor', tenant: AURORA, role: 'viewer' },
  { email: 'cleo@bramble.example', name: 'Cleo Marsh', tenant: BRAMBLE, role: 'editor' },
];

/** Who may manage everything: signs in to the auth service itself, by command line or documentation page. */
export const ADMINISTRATOR = {
  email: 'nora@northlight.example',
  name: 'Nora Lind',
  role: 'super_admin',
} as const;

/** As whom every session of the wall acts. */
export const WALL_USER = {
  email: 'wall@northlight.example',
  name: 'Operations wall',
  role: 'viewer',
} as const;
