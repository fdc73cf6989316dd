import type { ExpiryWords } from '../words.ts';

export const da: ExpiryWords = {
  inDays: { one: 'om # dag', other: 'om # dage' },
  days: { one: '# dag', other: '# dage' },
  subject: {
    ahead: (client, inDays) => `En klienthemmelighed for ${client} udløber ${inDays}`,
    ended: (client) => `En klienthemmelighed for ${client} er udløbet`,
  },
  greeting: (name) => `Hej ${name}`,
  lead: {
    ahead: (client, inDays, date) =>
      `En klienthemmelighed for ${client} udløber ${inDays}, ${date}.`,
    ended: (client, date) => `En klienthemmelighed for ${client} udløb ${date}.`,
  },
  colon: ':',
  labels: {
    client: 'Klient',
    tenant: 'Organisation',
    secret: 'Hemmelighed',
    expires: 'Udløber',
    daysLeft: 'Tid tilbage',
  },
  none: 'Udløbet',
  advice: {
    ahead:
      'Derefter bliver den afvist. Skift den i tide: Den gamle og den nye hemmelighed kan virke samtidig i op til 72 timer, så intet går i stå, mens du skifter.',
    ended:
      'Den bliver afvist fra nu af, og det, der stadig bruger den, får ingen adgang. Opret en ny hemmelighed, og udskift den gamle.',
  },
  button: 'Åbn klienten',
  command: 'Opret en ny hemmelighed med denne kommando',
  reason: {
    user: 'Du får denne mail, fordi klienten handler på dine vegne.',
    creator: 'Du får denne mail, fordi du har oprettet klienten.',
    both: 'Du får denne mail, fordi du har oprettet klienten, og den handler på dine vegne.',
  },
  automatic: 'Denne mail er sendt automatisk. Ingen læser svar på den.',
};
