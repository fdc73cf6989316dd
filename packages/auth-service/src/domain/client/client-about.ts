import type { FieldFault } from '@casement/server-sdk/contract';
import { emailFault } from '../directory/email.ts';
import { clientUriFault } from './redirect-uri.ts';

/** What people are told about a client; nothing that a token depends on (CM3). */
export interface ClientAbout {
  description: string | undefined;
  /** The client's home page. */
  clientUri: string | undefined;
  /** Whom to ask about it: an e-mail address. */
  contact: string | undefined;
}

export type ClientAboutInput = Partial<ClientAbout>;

export const ABOUT_FIELDS = ['description', 'clientUri', 'contact'] as const;

const DESCRIPTION_MAX = 500;

export function aboutFaults({ description, clientUri, contact }: ClientAboutInput): FieldFault[] {
  const faults: FieldFault[] = [];
  const add = (path: string, message: string | undefined) => {
    if (message !== undefined) faults.push({ path, message });
  };
  if (description !== undefined && description.length > DESCRIPTION_MAX) {
    add('description', `At most ${DESCRIPTION_MAX} characters; this has ${description.length}.`);
  }
  if (clientUri !== undefined) add('clientUri', clientUriFault(clientUri));
  if (contact !== undefined) add('contact', emailFault(contact));
  return faults;
}

export const toAbout = ({ description, clientUri, contact }: ClientAboutInput): ClientAbout => ({
  description,
  clientUri,
  contact,
});
