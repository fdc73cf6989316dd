import { type Actor, OPERATOR } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import { ownUserId } from '../authority/find-authority.ts';
import type { Clock } from '../clock.ts';
import type { Organization, User } from '../directory/directory.ts';
import { requireDirectoryAuthority } from '../directory/directory-authority.ts';
import { DomainError, refuseFaults } from '../errors.ts';
import type { Storage } from '../storage.ts';
import { canonicalLocale, type Locale, localeFault } from './locale.ts';

/** In which language a user is written to. Without a choice, the organization's counts; then the service's. */
export interface LocaleManagement {
  /**
   * @param user ID or e-mail address
   * @param locale `undefined`: as the organization
   * @throws DomainError `invalid_request`, `not_found`, `permission_required`
   */
  setUserLocale(user: string, locale: Locale | undefined): Promise<User>;
  setOrganizationLocale(id: string, locale: Locale | undefined): Promise<Organization>;
}

export function manageLocales(
  { storage, clock }: { storage: Storage; clock: Clock },
  actor: Actor = OPERATOR,
): LocaleManagement {
  const { directory } = storage.stores;
  const require = (purpose: string) =>
    requireDirectoryAuthority(storage.stores, actor, 'everywhere', purpose);
  const accept = (locale: Locale | undefined): Locale | undefined => {
    const message = locale === undefined ? undefined : localeFault(locale);
    if (message !== undefined) refuseFaults([{ path: 'locale', message }]);
    return locale === undefined ? undefined : canonicalLocale(locale);
  };
  return {
    async setUserLocale(name, wanted) {
      const user = name.includes('@')
        ? await directory.findUserByEmail(name)
        : await directory.findUser(name);
      // How somebody is written to is that person's own business first; whether there is somebody, not
      // everybody's.
      if (!user || ownUserId(actor) !== user.id) await require('Changing somebody else’s locale');
      if (!user) throw missing('user', name, 'casement users list');
      const locale = accept(wanted);
      if (locale === user.locale) return user;
      await storage.transaction(async (stores) => {
        await stores.directory.setUserLocale(user.id, locale);
        await recordAudit(stores.audit, clock, {
          type: 'user.locale_changed',
          actor,
          subjectId: user.id,
          details: locale === undefined ? {} : { locale },
        });
      });
      return { ...user, locale };
    },

    async setOrganizationLocale(id, wanted) {
      const organization = await directory.findOrganization(id);
      await require('Changing an organization’s locale');
      if (!organization) throw missing('organization', id, 'casement orgs list');
      const locale = accept(wanted);
      if (locale === organization.locale) return organization;
      await storage.transaction(async (stores) => {
        await stores.directory.setOrganizationLocale(id, locale);
        await recordAudit(stores.audit, clock, {
          type: 'organization.locale_changed',
          actor,
          subjectId: id,
          details: locale === undefined ? {} : { locale },
        });
      });
      return { ...organization, locale };
    },
  };
}

const missing = (kind: string, id: string, list: string): DomainError =>
  new DomainError('not_found', `${kind}: There is no ${kind} ${id}. See them with: ${list}`);
