import type { StandardLabels } from '../overlay-labels.ts';

export const fr: StandardLabels = {
  loading: 'Chargement : {title}',
  waiting: 'Chargement toujours en cours',
  stale: 'Pas de mise à jour depuis {time}',
  paused: 'En pause depuis {time}',
  failed: 'Affichage impossible : {title}',
  live: 'De nouveau à jour',
  nextTry: 'Nouvel essai dans {seconds} s',
  trying: 'Nouvel essai en cours',
  retry: 'Réessayer',
  advice: 'Si cela persiste, signalez-le aux responsables de cette page avec cette référence :',
  offline: 'Cet appareil est hors ligne.',
  login_required: 'Vous êtes déconnecté de cette page. Reconnectez-vous pour continuer.',
  user_changed:
    'Une autre personne s’est connectée à cette page. Rechargez la page pour continuer.',
  client_disabled: 'L’accès pour cette page est désactivé pour le moment.',
  session_revoked: 'Votre session a été fermée. Réessayez pour en ouvrir une nouvelle.',
  user_not_eligible: 'Votre compte n’a pas accès pour le moment.',
  portal: 'Le serveur de cette page ne donne pas accès pour le moment.',
  issuer: 'Le service de connexion ne répond pas.',
  frame: 'Le tableau de bord ne répond pas.',
  setup: 'Cette page ou le tableau de bord est mal configuré.',
  other: 'La connexion est interrompue.',
};
