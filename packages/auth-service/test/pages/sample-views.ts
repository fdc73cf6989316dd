/** One view of each page, and those with a problem: for the tests that look at every page. */
import { consentPage } from '../../src/http/pages/consent-page.ts';
import { deviceCodePage } from '../../src/http/pages/device-code-page.ts';
import { deviceConfirmationPage } from '../../src/http/pages/device-confirmation-page.ts';
import { deviceResultPage } from '../../src/http/pages/device-result-page.ts';
import { errorInWords } from '../../src/http/pages/error-in-words.ts';
import { errorPage } from '../../src/http/pages/error-page.ts';
import { signInPage } from '../../src/http/pages/sign-in-page.ts';
import { signOutPage } from '../../src/http/pages/sign-out-page.ts';
import { signedOutPage } from '../../src/http/pages/signed-out-page.ts';

/** What somebody chose to call something. */
export interface Names {
  client: string;
  user: string;
  team: string;
  organization: string;
}

const NAMES: Names = {
  client: 'Fleet Reports',
  user: 'Ana Ruiz',
  team: 'Operations',
  organization: 'Aurora Logistics',
};

export function samplePages(names: Names = NAMES): Readonly<Record<string, string>> {
  const form = { action: '/interaction/x', csrf: 'token' };
  const client = {
    name: names.client,
    uri: 'https://reports.example/about',
    contact: 'help@reports.example',
    redirectHost: 'reports.example',
  };
  const user = { name: names.user, email: 'ana@aurora.example' };
  const teams = [
    { id: 't1', name: names.team, organization: names.organization },
    { id: 't2', name: 'Finance', organization: names.organization },
    { id: 't3', name: 'Grid control', organization: 'Nordlys Energy' },
  ];
  const consent = {
    ...form,
    client,
    user,
    scopes: ['openid', 'profile', 'email', 'read:dashboards', 'write:dashboards'] as const,
    teams,
    all: 'not_theirs' as const,
    teamSelection: 'single' as const,
    chosen: [],
    canSwitchAccount: true,
  };
  const device = {
    address: '203.0.113.7',
    location: 'Oslo, Norway',
    program: 'casement 0.1 on Linux',
  };
  return {
    'sign-in': signInPage({ ...form, client }),
    'sign-in-credentials': signInPage({
      ...form,
      client,
      email: user.email,
      problem: 'credentials',
    }),
    'sign-in-throttled': signInPage({ ...form, problem: 'throttled', retryAfter: 840 }),
    consent: consentPage(consent),
    'consent-multiple': consentPage({
      ...consent,
      teamSelection: 'multiple',
      chosen: ['t1', 't3'],
      scopes: ['openid', 'offline_access', 'read', 'write', 'read:dashboards'],
      canSwitchAccount: false,
    }),
    'consent-all': consentPage({
      ...consent,
      all: 'offered',
      teamSelection: 'multiple',
      chosen: 'all',
    }),
    'consent-or-all': consentPage({
      ...consent,
      all: 'offered',
      teamSelection: 'multiple',
      problem: 'team_required',
    }),
    'consent-one-of-all': consentPage({ ...consent, all: 'one_team_client' }),
    'consent-many': consentPage({
      ...consent,
      teams: Array.from({ length: 30 }, (_, at) => ({
        id: `m${at}`,
        name: `${names.team} ${at + 1}`,
        organization: at < 20 ? names.organization : 'Nordlys Energy',
      })),
    }),
    'consent-problem': consentPage({ ...consent, problem: 'team_required' }),
    'consent-no-team': consentPage({ ...consent, teams: [], problem: 'no_team' }),
    'device-code': deviceCodePage(form),
    'device-code-unknown': deviceCodePage({ ...form, userCode: 'BCDF-GHJK', problem: 'unknown' }),
    'device-confirmation': deviceConfirmationPage({
      ...form,
      client: { name: names.client },
      userCode: 'BCDF-GHJK',
      device,
    }),
    'device-connected': deviceResultPage({ outcome: 'connected', client }),
    'device-cancelled': deviceResultPage({ outcome: 'cancelled' }),
    'sign-out': signOutPage({ ...form, client, user }),
    'signed-out': signedOutPage({ client }),
    error: errorPage(
      errorInWords(
        { error: 'invalid_redirect_uri', error_description: 'redirect_uri is not registered' },
        '7d0c1c5e-4a52-44cf-b1d8-6a5f5c0d7d11',
      ),
    ),
  };
}
