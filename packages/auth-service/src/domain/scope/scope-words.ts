import type { Scope } from './scope.ts';

/** What each scope means to the person who is asked for it: a sentence's end, after "It will be able to". */
export const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  openid: 'recognise you when you sign in',
  profile: 'see your name',
  email: 'see your e-mail address',
  roles: 'see your roles in the teams you choose',
  offline_access: 'keep its access while you are away, until you revoke it',
  read: 'read everything that you may read',
  write: 'change everything that you may change',
  'read:dashboards': 'read your dashboards',
  'write:dashboards': 'change your dashboards',
  'read:clients': 'see the applications that are connected to your teams',
  'write:clients': 'add, change and remove applications of your teams',
  'read:profile': 'see your profile and your teams',
  'write:profile': 'change your profile',
  consumer: 'read and write data of dashboards',
  management: 'see and manage applications',
};

/** What is asked for, in words; what another line says already is left out. */
export function scopesInWords(scopes: readonly Scope[]): { scope: Scope; words: string }[] {
  const asked = new Set(scopes);
  const covered = (scope: Scope): boolean =>
    scope !== 'read' &&
    scope !== 'write' &&
    // A profile is of the person's own and in neither preset.
    !scope.endsWith(':profile') &&
    ((scope.startsWith('read:') && asked.has('read')) ||
      (scope.startsWith('write:') && asked.has('write')));
  return (Object.keys(SCOPE_WORDS) as Scope[])
    .filter((scope) => asked.has(scope) && !covered(scope))
    .map((scope) => ({ scope, words: SCOPE_WORDS[scope] }));
}
