import type { ExpiryWords } from '../words.ts';

export const fr: ExpiryWords = {
  inDays: { one: 'dans # jour', other: 'dans # jours' },
  days: { one: '# jour', other: '# jours' },
  subject: {
    ahead: (client, inDays) => `Un secret du client ${client} expire ${inDays}`,
    ended: (client) => `Un secret du client ${client} a expiré`,
  },
  greeting: (name) => `Bonjour ${name},`,
  lead: {
    ahead: (client, inDays, date) => `Un secret du client ${client} expire ${inDays}, le ${date}.`,
    ended: (client, date) => `Un secret du client ${client} a expiré le ${date}.`,
  },
  colon: '\u00a0:',
  labels: {
    client: 'Client',
    tenant: 'Organisation',
    secret: 'Secret',
    expires: 'Expiration',
    daysLeft: 'Temps restant',
  },
  none: 'Expiré',
  advice: {
    ahead:
      'Passé cette date, il sera refusé. Renouvelez-le à temps : l’ancien et le nouveau secret peuvent fonctionner ensemble pendant 72 heures au plus, afin que rien ne s’arrête pendant le remplacement.',
    ended:
      'Il est désormais refusé, et ce qui l’utilise encore n’a plus accès. Créez un nouveau secret et remplacez l’ancien.',
  },
  button: 'Ouvrir le client',
  command: 'Créez un nouveau secret avec cette commande',
  reason: {
    user: 'Vous recevez ce message parce que ce client agit en votre nom.',
    creator: 'Vous recevez ce message parce que vous avez créé ce client.',
    both: 'Vous recevez ce message parce que vous avez créé ce client et qu’il agit en votre nom.',
  },
  automatic: 'Ce message a été envoyé automatiquement. Personne ne lit les réponses.',
};
