import type { Command } from 'commander';
import { clientTemplates } from '../../../domain/client/client-template.ts';
import { snakeCase } from '../../../domain/letter-case.ts';
import type { CliContext } from '../../context.ts';
import { optionName } from '../../errors.ts';

/** `templates`: what `create-app --template` knows. */
export function addTemplateCommand(clients: Command, { print }: CliContext): void {
  clients
    .command('templates')
    .description('list the templates of create-app: usual kinds of applications')
    .action(() => {
      const templates = clientTemplates();
      print({
        rows: templates.map(({ fields, required, ...template }) => ({
          ...{ ...template, required: required.map(snakeCase) },
          ...fields,
        })),
        cells: templates.map(({ required, ...template }) => ({
          ...template,
          takes: required.map((field) => `--${optionName(field)}`),
        })),
        columns: ['id', 'name', 'takes', 'description'],
        what: 'template',
        empty: '',
      });
    });
}
