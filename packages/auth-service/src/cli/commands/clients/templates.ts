import type { Command } from 'commander';
import { clientTemplates } from '../../../domain/client/client-template.ts';
import type { CliContext } from '../../context.ts';

/** `templates`: what `create-app --template` knows. */
export function addTemplateCommand(clients: Command, { print }: CliContext): void {
  clients
    .command('templates')
    .description('list the templates of create-app: usual kinds of applications')
    .action(() =>
      print({
        rows: clientTemplates().map(({ fields, ...template }) => ({ ...template, ...fields })),
        columns: ['id', 'name', 'description', 'required'],
        what: 'template',
        empty: '',
      }),
    );
}
