import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { findOrganization } from '../lookup.ts';

export function addOrganizationCommands(program: Command, { administer }: CliContext): void {
  const orgs = program.command('orgs').description('organizations, which hold teams');
  orgs
    .command('add <name>')
    .description('add an organization')
    .action((name: string) =>
      administer(async ({ directory }) => {
        const organization = await directory.createOrganization({ name });
        const text = `Organization ${organization.name} added: ${organization.id}`;
        return { item: organization, text };
      }),
    );
  orgs
    .command('show <organization>')
    .description('show an organization (by ID or unique name)')
    .action((name: string) =>
      administer(async ({ browse, directory }) => ({
        item: await browse.organization((await findOrganization(directory, name)).id),
      })),
    );
  orgs
    .command('set-locale <organization> [locale]')
    .description('in which language its people are written to who chose none; none: the service’s')
    .action((name: string, locale: string | undefined) =>
      administer(async ({ directory, locales }) => {
        const { id } = await findOrganization(directory, name);
        const organization = await locales.setOrganizationLocale(id, locale);
        const language = organization.locale ?? 'the service’s language';
        return {
          item: organization,
          text: `The people of ${organization.name} are written to in ${language}.`,
        };
      }),
    );
  orgs
    .command('list')
    .description('list organizations')
    .action(() =>
      administer(async ({ directory }) => ({
        rows: await directory.listOrganizations(),
        columns: ['id', 'name', 'created_at'],
        what: 'organization',
        empty: 'No organizations yet. Add one with: casement orgs add <name>',
      })),
    );
}
