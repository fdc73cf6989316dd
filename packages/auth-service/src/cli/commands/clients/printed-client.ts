import type { ClientPreview, CreatedClient } from '../../../domain/client/create-client.ts';
import type { DirectoryManagement } from '../../../domain/directory/manage-directory.ts';
import type { Printed } from '../../output.ts';
import { describeClient } from './describe-clients.ts';
import { SECRET_WARNING } from './secret-options.ts';
import { previewNotes, warningNotes } from './warning-notes.ts';

/** A client that was just made, with its secret if it has one. */
export async function createdClient(
  directory: DirectoryManagement,
  { client, clientSecret, warnings }: CreatedClient,
): Promise<Printed> {
  const described = await describeClient(directory, client);
  const notes = warningNotes(warnings);
  return clientSecret === undefined
    ? { ...described, notes }
    : { ...described, secret: clientSecret, warning: SECRET_WARNING, notes };
}

/** A client as it would be. */
export async function previewedClient(
  directory: DirectoryManagement,
  preview: ClientPreview,
): Promise<Printed> {
  return { ...(await describeClient(directory, preview.client)), notes: previewNotes(preview) };
}
