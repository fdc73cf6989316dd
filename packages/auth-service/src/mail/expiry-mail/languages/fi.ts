import type { ExpiryWords } from '../words.ts';

export const fi: ExpiryWords = {
  // The genitive is the same for one and for many.
  inDays: { one: '# päivän kuluttua', other: '# päivän kuluttua' },
  days: { one: '# päivä', other: '# päivää' },
  subject: {
    ahead: (client, inDays) => `Asiakasohjelman ${client} salaisuus vanhenee ${inDays}`,
    ended: (client) => `Asiakasohjelman ${client} salaisuus on vanhentunut`,
  },
  greeting: (name) => `Hei ${name}`,
  lead: {
    ahead: (client, inDays, date) =>
      `Asiakasohjelman ${client} salaisuus vanhenee ${inDays}, ${date}.`,
    ended: (client, date) => `Asiakasohjelman ${client} salaisuus vanheni ${date}.`,
  },
  colon: ':',
  labels: {
    client: 'Asiakasohjelma',
    tenant: 'Organisaatio',
    secret: 'Salaisuus',
    expires: 'Vanhenee',
    daysLeft: 'Aikaa jäljellä',
  },
  none: 'Vanhentunut',
  advice: {
    ahead:
      'Sen jälkeen sitä ei enää hyväksytä. Vaihda se ajoissa: vanha ja uusi salaisuus voivat olla voimassa yhtä aikaa enintään 72 tuntia, joten mikään ei pysähdy vaihdon ajaksi.',
    ended:
      'Sitä ei enää hyväksytä, eikä mikään sitä yhä käyttävä saa pääsyä. Luo uusi salaisuus ja korvaa vanha sillä.',
  },
  button: 'Avaa asiakasohjelma',
  command: 'Luo uusi salaisuus tällä komennolla',
  reason: {
    user: 'Saat tämän viestin, koska tämä asiakasohjelma toimii sinun nimissäsi.',
    creator: 'Saat tämän viestin, koska olet luonut tämän asiakasohjelman.',
    both: 'Saat tämän viestin, koska olet luonut tämän asiakasohjelman ja se toimii sinun nimissäsi.',
  },
  automatic: 'Tämä viesti on lähetetty automaattisesti. Vastauksia ei lueta.',
};
