import type { CasementError } from '../../errors.ts';
import type { DoctorOptions } from '../doctor-options.ts';
import { type Finding, fail, pass, skip, warn } from '../finding.ts';
import { nearestOrigin } from './nearest-origin.ts';

/** What came of minting a code; the code itself is dropped where it arrives. */
export type Mint = { ok: true; expiresIn: number } | { ok: false; error: CasementError };

/** In the order in which the auth service refuses, so that a refusal says that what is before it was right. */
const STAGES = ['credentials', 'client', 'audience', 'origin', 'user'] as const;

type Stage = (typeof STAGES)[number];

/** @param allowedOrigins the client's, as everybody may ask for them; undefined where that failed */
export function mintFindings(
  mint: Mint,
  options: DoctorOptions,
  allowedOrigins: readonly string[] | undefined,
): Finding[] {
  if (mint.ok) return STAGES.map((stage) => pass(stage, passed(stage, options, mint.expiresIn)));
  const { error } = mint;
  const stage = stageOf(error);
  if (stage === undefined) return untold(error, options, allowedOrigins);
  const at = STAGES.indexOf(stage);
  return STAGES.map((each, index) => {
    if (index < at) return pass(each, passed(each, options));
    if (index > at) return waiting(each, stage, options, allowedOrigins);
    return stage === 'origin'
      ? originFault(options, allowedOrigins)
      : fail(stage, error.message, wayOut(error, options));
  });
}

function stageOf({ code, errors }: CasementError): Stage | undefined {
  switch (code) {
    case 'invalid_client':
      return 'credentials';
    case 'unauthorized_client':
    case 'client_disabled':
      return 'client';
    case 'origin_not_allowed':
      return 'origin';
    case 'user_required':
    case 'user_not_permitted':
    case 'user_not_eligible':
      return 'user';
    case 'invalid_request': {
      const path = errors?.[0]?.path.split('.')[0];
      return STAGES.find((stage) => stage === path);
    }
    default:
      return undefined;
  }
}

function passed(stage: Stage, options: DoctorOptions, expiresIn?: number): string {
  const { clientId, origin, audience, user, credentials } = options;
  switch (stage) {
    case 'credentials': {
      const kind = credentials.privateKey === undefined ? 'secret' : 'private key';
      return expiresIn === undefined
        ? `The issuer accepts the ${kind}.`
        : `The ${kind} mints codes (${expiresIn} s; the one minted now was bound to a key that nobody has, and dropped).`;
    }
    case 'client':
      return `${clientId} is an active embedded client.`;
    case 'audience':
      return audience ?? 'The only dashboard application.';
    case 'origin':
      return `${origin} is allowed.`;
    case 'user':
      return user === undefined ? 'Static, and eligible.' : `Dynamic; ${user} is eligible.`;
  }
}

/** No refusal of one stage: the service is busy, out of reach, or answers something else. */
function untold(
  error: CasementError,
  options: DoctorOptions,
  allowedOrigins: readonly string[] | undefined,
): Finding[] {
  const first =
    error.code === 'slow_down'
      ? warn(
          'credentials',
          error.message,
          `Wait ${error.retryAfterSeconds ?? 60} s and try again; if this is usual, raise the auth service’s CASEMENT_LIMIT_MINTS_PER_CLIENT or CASEMENT_LIMIT_MINTS_PER_ADDRESS.`,
        )
      : fail(
          'credentials',
          error.message,
          'Look at the auth service’s log and at what is before it.',
        );
  const rest = STAGES.slice(1).map((each) => waiting(each, 'credentials', options, allowedOrigins));
  return [first, ...rest];
}

/** Origins are public, so they can be compared where minting did not get that far. */
function waiting(
  stage: Stage,
  cause: Stage,
  options: DoctorOptions,
  allowedOrigins: readonly string[] | undefined,
): Finding {
  if (stage !== 'origin' || allowedOrigins === undefined || allowedOrigins.length === 0)
    return skip(stage, `The issuer tells only once the ${cause} is right.`);
  return allowedOrigins.includes(options.origin)
    ? pass('origin', passed('origin', options))
    : originFault(options, allowedOrigins);
}

function originFault(
  { origin, clientId }: DoctorOptions,
  allowedOrigins: readonly string[] = [],
): Finding {
  const nearest = nearestOrigin(origin, allowedOrigins);
  const list = allowedOrigins.length === 0 ? 'none' : allowedOrigins.join(', ');
  const hint =
    nearest === undefined
      ? ''
      : ` If the page really is at ${nearest}, correct --origin and the portal’s handler instead; origins are compared exactly.`;
  return fail(
    'origin',
    `${origin} is not among the allowed origins of ${clientId}: ${list}.`,
    `Add it: casement clients origins add ${clientId} ${origin}.${hint}`,
  );
}

function wayOut({ code }: CasementError, options: DoctorOptions): string {
  const { clientId, user, credentials } = options;
  switch (code) {
    case 'invalid_client':
      return credentials.privateKey === undefined
        ? `Is ${clientId} the right client, and the secret its own and unexpired? Make a new one: casement clients rotate-secret ${clientId}.`
        : `Is the public key registered (casement clients add-key ${clientId} <file>), under this key ID, and the clock right?`;
    case 'unauthorized_client':
      return 'Use an embedded client: casement clients create.';
    case 'client_disabled':
      return `Resume it: casement clients resume ${clientId}. Open frames then recover by themselves.`;
    case 'user_required':
      return 'The client has a dynamic user: give --user <email>, and let the portal’s handler name its signed-in user.';
    case 'user_not_permitted':
      return 'The client has a static user: leave --user out, and the handler’s "user" option, too.';
    case 'user_not_eligible':
      return user === undefined
        ? 'Activate the pinned user, or put it into the client’s team again: casement members set.'
        : `Put the user into the client’s team (casement members set ${user} …), activate it, or correct the address.`;
    default:
      return 'Give --audience as it stands in the auth service’s CASEMENT_DASHBOARDS_FILE, and the portal’s handler the same.';
  }
}
