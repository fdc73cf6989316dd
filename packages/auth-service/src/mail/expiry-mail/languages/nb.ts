import type { ExpiryWords } from '../words.ts';

export const nb: ExpiryWords = {
  inDays: { one: 'om # dag', other: 'om # dager' },
  days: { one: '# dag', other: '# dager' },
  subject: {
    ahead: (client, inDays) => `En klienthemmelighet for ${client} utløper ${inDays}`,
    ended: (client) => `En klienthemmelighet for ${client} er utløpt`,
  },
  greeting: (name) => `Hei, ${name}`,
  lead: {
    ahead: (client, inDays, date) =>
      `En klienthemmelighet for ${client} utløper ${inDays}, ${date}.`,
    ended: (client, date) => `En klienthemmelighet for ${client} utløp ${date}.`,
  },
  colon: ':',
  labels: {
    client: 'Klient',
    tenant: 'Organisasjon',
    secret: 'Hemmelighet',
    expires: 'Utløper',
    daysLeft: 'Tid igjen',
  },
  none: 'Utløpt',
  advice: {
    ahead:
      'Etter det blir den avvist. Bytt den i tide: Den gamle og den nye hemmeligheten kan virke samtidig i opptil 72 timer, slik at ingenting stopper mens du bytter.',
    ended:
      'Den blir avvist fra nå av, og det som fortsatt bruker den, får ikke tilgang. Lag en ny hemmelighet og bytt ut den gamle.',
  },
  button: 'Åpne klienten',
  command: 'Lag en ny hemmelighet med denne kommandoen',
  reason: {
    user: 'Du får denne e-posten fordi denne klienten handler på dine vegne.',
    creator: 'Du får denne e-posten fordi du opprettet denne klienten.',
    both: 'Du får denne e-posten fordi du opprettet denne klienten, og den handler på dine vegne.',
  },
  automatic: 'Denne e-posten er sendt automatisk. Ingen leser svar på den.',
};
