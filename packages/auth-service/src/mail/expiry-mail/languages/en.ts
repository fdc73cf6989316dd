import type { ExpiryWords } from '../words.ts';

export const en: ExpiryWords = {
  inDays: { one: 'in # day', other: 'in # days' },
  days: { one: '# day', other: '# days' },
  subject: {
    ahead: (client, inDays) => `A client secret of ${client} expires ${inDays}`,
    ended: (client) => `A client secret of ${client} has expired`,
  },
  greeting: (name) => `Hello ${name},`,
  lead: {
    ahead: (client, inDays, date) => `A client secret of ${client} expires ${inDays}, on ${date}.`,
    ended: (client, date) => `A client secret of ${client} expired on ${date}.`,
  },
  colon: ':',
  labels: {
    client: 'Client',
    tenant: 'Organization',
    secret: 'Secret',
    expires: 'Expires',
    daysLeft: 'Time left',
  },
  none: 'Expired',
  advice: {
    ahead:
      'From then on it is refused. Rotate it in time: the old and the new secret can both work for up to 72 hours, so that nothing stops while you replace it.',
    ended:
      'It is refused from now on, and whatever still uses it gets no access. Make a new secret and replace the old one.',
  },
  button: 'Open the client',
  command: 'Make a new secret with this command',
  reason: {
    user: 'You get this mail because this client acts as you.',
    creator: 'You get this mail because you created this client.',
    both: 'You get this mail because you created this client and it acts as you.',
  },
  automatic: 'This mail was sent automatically. Nobody reads replies to it.',
};
