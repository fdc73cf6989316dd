/** A dashboard application of the simulated auth service. */
export interface SimulatedDashboard {
  /** Of its frames; the only ones that may exchange. */
  origin: string;
  /** Of its tokens; the origin by default. */
  audience?: string | undefined;
  /** With which its verifier follows revocations. */
  clientId?: string | undefined;
  clientSecret?: string | undefined;
}

/** What a test may turn at any time; it holds for the next request. */
export interface IssuerSettings {
  /** The embedded client. */
  clientId: string;
  clientSecret: string;
  /** Origins of portal pages that may embed. */
  allowedOrigins: string[];
  /** The first one is the default audience. */
  dashboards: SimulatedDashboard[];
  /** The user of a client with a static one; undefined, the default, where the portal names it. */
  staticUser: string | undefined;
  team: { id: string; name: string };
  permissions: string[];
  /** Lifetime of tokens in seconds, fractions too. 300 by default. */
  expiresIn: number;
  /** Seconds until a frame should renew; undefined, the default, draws 60 % to 80 % of the lifetime. */
  renewIn: number | undefined;
  /** Lifetime of challenge codes in seconds; 0 makes codes that are expired on arrival. 60 by default. */
  codeExpiresIn: number;
  /** How far the auth service's clock is ahead of the machine's, in ms; negative where it is behind. */
  clockOffsetMs: number;
  /** Draws from [0, 1) when a frame should renew. Math.random by default; a sequence of your own makes runs alike. */
  random: () => number;
}

export function defaultSettings(given: Partial<IssuerSettings>): IssuerSettings {
  return {
    clientId: 'client-1',
    clientSecret: 'secret-of-client-1',
    allowedOrigins: [],
    dashboards: [],
    staticUser: undefined,
    team: { id: 'team-1', name: 'Operations' },
    permissions: ['read:dashboards'],
    expiresIn: 300,
    renewIn: undefined,
    codeExpiresIn: 60,
    clockOffsetMs: 0,
    random: Math.random,
    ...given,
  };
}

/** The dashboard of an audience; the only one, or the first, where none is named. */
export function dashboardOf(
  { dashboards }: IssuerSettings,
  audience?: string,
): SimulatedDashboard | undefined {
  if (audience === undefined) return dashboards[0];
  return dashboards.find((dashboard) => audienceOf(dashboard) === audience);
}

export function audienceOf({ audience, origin }: SimulatedDashboard): string {
  return audience ?? origin;
}
