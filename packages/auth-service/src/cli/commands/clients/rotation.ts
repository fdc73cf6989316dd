import type { Command } from 'commander';
import type { Client } from '../../../domain/client/client.ts';
import type { CreatedSecret, RotationInput } from '../../../domain/client/manage-secrets.ts';
import { toNumber } from '../../collect.ts';
import type { CliContext } from '../../context.ts';
import type { Management } from '../../management.ts';
import type { Printed } from '../../output.ts';
import { describeClient } from './describe-clients.ts';
import {
  SECRET_WARNING,
  type SecretOptions,
  TYPED_SECRET_WARNING,
  toSecretInput,
  withSecretOptions,
} from './secret-options.ts';
import { warningNotes } from './warning-notes.ts';

export interface RotateOptions extends SecretOptions {
  overlap?: number;
  secret?: string;
  name?: string;
  yes?: boolean;
}

/** What takes the place of what, and when. */
export const withRotationOptions = (command: Command): Command =>
  withSecretOptions(command)
    .option(
      '--overlap <hours>',
      'what is replaced still works so long, 0–72 (default: 0)',
      toNumber,
    )
    .option('--secret <id>', 'replace this one only (default: all)')
    .option('--name <name>', 'the same as --secret-name')
    .option('--yes', 'do not ask');

/** Replaces secrets once a person has confirmed it. */
export async function rotatedSecret(
  context: CliContext,
  management: Pick<Management, 'directory'>,
  client: Client,
  { overlap = 0, secret, name, yes, ...options }: RotateOptions,
  rotate: (input: RotationInput) => Promise<CreatedSecret>,
): Promise<Printed> {
  const what = secret === undefined ? 'All secrets' : `The secret ${secret}`;
  const when = overlap === 0 ? 'now' : `in ${overlap} hours`;
  await context.confirm({
    consequence: `${what} of client ${client.id} will end ${when}: whoever uses ${secret === undefined ? 'them' : 'it'} needs the new one.`,
    word: client.name,
    yes,
  });
  const named = name === undefined ? options : { ...options, secretName: name };
  const input = await toSecretInput(named, context);
  return printedSecret(
    management,
    await rotate({
      ...input,
      overlapHours: overlap,
      secretId: secret,
      confirmName: client.name,
    }),
  );
}

/** The client as it is by now: its end may have moved with its new secret. */
export async function printedSecret(
  { directory }: Pick<Management, 'directory'>,
  { client, secret, clientSecret, warnings }: CreatedSecret,
): Promise<Printed> {
  const { item, text } = await describeClient(directory, client);
  const made = { secretId: secret.id, secretName: secret.name };
  return {
    item: { ...item, ...made },
    text: { ...text, ...made },
    secret: clientSecret,
    warning: secret.typedIn ? TYPED_SECRET_WARNING : SECRET_WARNING,
    notes: warningNotes(warnings),
  };
}
