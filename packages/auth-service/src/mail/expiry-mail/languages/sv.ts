import type { ExpiryWords } from '../words.ts';

export const sv: ExpiryWords = {
  inDays: { one: 'om # dag', other: 'om # dagar' },
  days: { one: '# dag', other: '# dagar' },
  subject: {
    ahead: (client, inDays) => `En klienthemlighet för ${client} upphör att gälla ${inDays}`,
    ended: (client) => `En klienthemlighet för ${client} har upphört att gälla`,
  },
  greeting: (name) => `Hej ${name}!`,
  lead: {
    ahead: (client, inDays, date) =>
      `En klienthemlighet för ${client} upphör att gälla ${inDays}, ${date}.`,
    ended: (client, date) => `En klienthemlighet för ${client} upphörde att gälla ${date}.`,
  },
  colon: ':',
  labels: {
    client: 'Klient',
    tenant: 'Organisation',
    secret: 'Hemlighet',
    expires: 'Upphör att gälla',
    daysLeft: 'Tid kvar',
  },
  none: 'Har upphört att gälla',
  advice: {
    ahead:
      'Därefter avvisas den. Byt den i tid: den gamla och den nya hemligheten kan gälla samtidigt i upp till 72 timmar, så att inget stannar medan du byter.',
    ended:
      'Den avvisas från och med nu, och det som fortfarande använder den får ingen åtkomst. Skapa en ny hemlighet och byt ut den gamla.',
  },
  button: 'Öppna klienten',
  command: 'Skapa en ny hemlighet med det här kommandot',
  reason: {
    user: 'Du får det här mejlet eftersom klienten agerar som du.',
    creator: 'Du får det här mejlet eftersom du har skapat klienten.',
    both: 'Du får det här mejlet eftersom du har skapat klienten och den agerar som du.',
  },
  automatic: 'Det här mejlet har skickats automatiskt. Ingen läser svar på det.',
};
