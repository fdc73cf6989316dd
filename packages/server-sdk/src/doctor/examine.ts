import { randomBytes } from 'node:crypto';
import { basicAuthorization } from '../client-authentication.ts';
import { isFramePolicyResponse, PATHS } from '../contract/index.ts';
import { createEmbedClient } from '../embed-client.ts';
import { CasementError } from '../errors.ts';
import { parseJson } from '../wire-refusal.ts';
import { fetchCertificate } from './certificate.ts';
import { clockFinding } from './checks/clock.ts';
import { documentFindings } from './checks/dashboard-document.ts';
import { issuerFinding, metadataFinding, signingKeysFinding, tlsFinding } from './checks/issuer.ts';
import { type Mint, mintFindings } from './checks/mint.ts';
import { securityEventsFinding } from './checks/security-events.ts';
import { tokenCorsFinding } from './checks/token-cors.ts';
import type { DoctorOptions } from './doctor-options.ts';
import { CHECKS, type CheckId, type Finding, skip } from './finding.ts';
import { createLooker, type Looker } from './look.ts';
import { visitDocument } from './visit-document.ts';

/**
 * Looks at everything that a first embedded session needs. Changes nothing at the issuer but that it
 * mints one challenge code, which nobody can use.
 * @param now ms since the epoch
 * @returns one finding per check, in the order of `CHECKS`
 */
export async function examine(
  options: DoctorOptions,
  now: () => number = Date.now,
): Promise<Finding[]> {
  const looker = createLooker(options.timeoutMs, now);
  try {
    const [atIssuer, atDashboard] = await Promise.all([
      examineIssuer(options, looker, now),
      examineDocument(options, looker),
    ]);
    const findings = [...atIssuer, ...atDashboard];
    const order = Object.keys(CHECKS) as CheckId[];
    return findings.sort((a, b) => order.indexOf(a.check) - order.indexOf(b.check));
  } finally {
    await looker.close();
  }
}

async function examineDocument(options: DoctorOptions, looker: Looker): Promise<Finding[]> {
  const { dashboard, clientId } = options;
  if (dashboard !== undefined)
    return documentFindings(await visitDocument(looker, dashboard, clientId), options);
  return (['dashboard', 'frame_ancestors', 'x_frame_options', 'cookies'] as const).map((check) =>
    skip(check, 'Give --dashboard <url>, the address of the framed document.'),
  );
}

async function examineIssuer(
  options: DoctorOptions,
  looker: Looker,
  now: () => number,
): Promise<Finding[]> {
  const { issuer, timeoutMs } = options;
  const [metadata, certificate] = await Promise.all([
    looker.look(new URL(PATHS.metadata, issuer)),
    issuer.startsWith('https:') ? fetchCertificate(new URL(issuer), timeoutMs) : undefined,
  ]);
  const identity = metadataFinding(issuer, metadata);
  const about = [
    issuerFinding(issuer, metadata),
    tlsFinding(issuer, certificate, now()),
    identity,
    clockFinding(metadata),
  ];
  if (identity.verdict !== 'pass') {
    const why = 'Not asked: no secret is sent to what has not proved to be the issuer.';
    const rest = [
      'signing_keys',
      'credentials',
      'client',
      'audience',
      'origin',
      'user',
      'token_cors',
      'security_events',
    ] as const;
    return [...about, ...rest.map((check) => skip(check, why))];
  }
  const [keys, minted, cors, events] = await Promise.all([
    looker.look(new URL(PATHS.jwks, issuer)).then(signingKeysFinding),
    examineMint(options, looker),
    examineTokenCors(options, looker),
    examineSecurityEvents(options, looker),
  ]);
  return [...about, keys, ...minted, cors, events];
}

async function examineMint(options: DoctorOptions, { look }: Looker): Promise<Finding[]> {
  const policyUrl = new URL(PATHS.framePolicy, options.issuer);
  policyUrl.searchParams.set('client_id', options.clientId);
  const [mint, policy] = await Promise.all([mintOnce(options), look(policyUrl)]);
  const body = policy.ok ? parseJson(policy.text) : undefined;
  const origins = isFramePolicyResponse(body) ? body.allowed_origins : undefined;
  return mintFindings(mint, options, origins);
}

async function mintOnce({
  issuer,
  clientId,
  credentials,
  origin,
  audience,
  user,
  timeoutMs,
}: DoctorOptions): Promise<Mint> {
  const client = createEmbedClient({
    issuer,
    clientId,
    ...credentials,
    timeouts: { totalMs: timeoutMs },
    retry: { maxAttempts: 1 },
  });
  try {
    const { expiresIn } = await client.createChallengeCode({
      origin,
      audience,
      // Of a key that nobody has: the code can never be exchanged.
      keyThumbprint: randomBytes(32).toString('base64url'),
      user: user === undefined ? undefined : { email: user },
    });
    return { ok: true, expiresIn };
  } catch (error) {
    if (!(error instanceof CasementError)) throw error;
    return { ok: false, error };
  } finally {
    await client.close();
  }
}

async function examineTokenCors(
  { issuer, dashboard }: DoctorOptions,
  { look }: Looker,
): Promise<Finding> {
  if (dashboard === undefined)
    return skip('token_cors', 'Give --dashboard <url>: the frame’s origin is asked for.');
  const preflight = await look(new URL(PATHS.token, issuer), {
    method: 'OPTIONS',
    headers: {
      origin: dashboard.origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'dpop',
    },
  });
  return tokenCorsFinding(dashboard.origin, preflight);
}

async function examineSecurityEvents(
  { issuer, dashboardCredentials }: DoctorOptions,
  { look }: Looker,
): Promise<Finding> {
  if (dashboardCredentials === undefined)
    return skip(
      'security_events',
      'Give --dashboard-client-id and CASEMENT_DASHBOARD_CLIENT_SECRET, where they are at hand.',
    );
  const { clientId, clientSecret } = dashboardCredentials;
  const stream = await look(new URL(PATHS.securityEvents, issuer), {
    headers: { authorization: basicAuthorization(clientId, clientSecret) },
    firstChunk: true,
  });
  return securityEventsFinding(clientId, stream);
}
