/** Everything that is checked, in the order in which causes come before their effects. */
export const CHECKS = {
  issuer: 'Issuer',
  tls: 'TLS certificate',
  metadata: 'Metadata',
  signing_keys: 'Signing keys',
  clock: 'Clock',
  credentials: 'Credentials',
  client: 'Client',
  audience: 'Audience',
  origin: 'Origin',
  user: 'User',
  dashboard: 'Dashboard document',
  frame_ancestors: 'frame-ancestors',
  x_frame_options: 'X-Frame-Options',
  cookies: 'Cookies',
  token_cors: 'CORS of the token endpoint',
  security_events: 'Security events',
} as const;

export type CheckId = keyof typeof CHECKS;

/** `skip`: could not or need not be looked at; `seen` says why. */
export type CheckVerdict = 'pass' | 'warn' | 'fail' | 'skip';

/** What came of one check. Holds no secret, token, assertion or challenge code. */
export interface Finding {
  check: CheckId;
  verdict: CheckVerdict;
  /** The fact. */
  seen: string;
  /** The next step, for `warn` and `fail`. */
  todo?: string;
}

export function pass(check: CheckId, seen: string): Finding {
  return { check, verdict: 'pass', seen };
}

export function skip(check: CheckId, seen: string): Finding {
  return { check, verdict: 'skip', seen };
}

export function warn(check: CheckId, seen: string, todo: string): Finding {
  return { check, verdict: 'warn', seen, todo };
}

export function fail(check: CheckId, seen: string, todo: string): Finding {
  return { check, verdict: 'fail', seen, todo };
}
