import { type ChallengeCodeRequest, lockedParametersFaults } from '../contract/index.ts';
import { faultText } from '../errors.ts';
import type { IssuerMemory } from './issuer-memory.ts';
import { audienceOf, dashboardOf, type IssuerSettings } from './issuer-settings.ts';
import { refusal } from './simulated-refusal.ts';
import type { Answer } from './simulated-server.ts';

/** `POST /embed/challenge-codes` (protocol, section 3), the client being authenticated. */
export function mintCode(
  settings: IssuerSettings,
  memory: IssuerMemory,
  body: string,
  now: number,
): Answer {
  const asked = parse(body);
  if (asked === undefined) return refusal('invalid_request', 'The body must be JSON.');
  const { origin, user, audience, key_thumbprint: thumbprint, parameters = {} } = asked;
  const errors = lockedParametersFaults(parameters);
  if (errors.length > 0) {
    const faulty = refusal('invalid_request', faultText(errors));
    return { ...faulty, body: { ...faulty.body, errors } };
  }
  if (!settings.allowedOrigins.includes(origin))
    return refusal('origin_not_allowed', `${origin} is not in allowedOrigins.`);
  const isStatic = settings.staticUser !== undefined;
  if (isStatic && user !== undefined)
    return refusal('user_not_permitted', 'This client has a static user.');
  const email = settings.staticUser ?? user?.email;
  if (email === undefined) return refusal('user_required', 'user.email is missing.');
  const dashboard = dashboardOf(settings, audience);
  if (dashboard === undefined)
    return refusal('invalid_request', 'No dashboard of the settings has that audience.');
  const grant = { email, origin, thumbprint, audience: audienceOf(dashboard), parameters };
  return {
    status: 201,
    body: {
      challenge_code: memory.mint(grant, now + settings.codeExpiresIn * 1000),
      expires_in: settings.codeExpiresIn,
    },
  };
}

function parse(body: string): ChallengeCodeRequest | undefined {
  try {
    return Object(JSON.parse(body)) as ChallengeCodeRequest;
  } catch {
    return undefined;
  }
}
