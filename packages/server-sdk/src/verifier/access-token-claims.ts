import type { AccessTokenClaims } from '../contract/index.ts';

type Rule = (value: unknown) => boolean;

const text: Rule = (value) => typeof value === 'string' && value !== '';
const instant: Rule = (value) => Number.isSafeInteger(value) && Number(value) > 0;
const scalar: Rule = (value) => ['string', 'number', 'boolean'].includes(typeof value);
const listOf =
  (rule: Rule): Rule =>
  (value) =>
    Array.isArray(value) && value.every(rule);
const record: Rule = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const RULES: Record<keyof AccessTokenClaims, Rule> = {
  iss: text,
  aud: text,
  sub: text,
  client_id: text,
  iat: instant,
  exp: instant,
  jti: text,
  sid: text,
  team_id: text,
  scope: (value) => typeof value === 'string',
  permissions: listOf(text),
  cnf: (value) =>
    record(value) && /^[\w-]{43}$/.test(String((value as { jkt?: unknown }).jkt ?? '')),
  origin: text,
  params: (value) =>
    record(value) &&
    Object.values(value as object).every((entry) => scalar(entry) || listOf(scalar)(entry)),
};

/** The first claim that is missing or of a wrong type; undefined where all of them are right. */
export function faultyClaim(payload: object): keyof AccessTokenClaims | undefined {
  const claims = payload as Record<string, unknown>;
  const names = Object.keys(RULES) as (keyof AccessTokenClaims)[];
  return names.find((name) => !Object.hasOwn(claims, name) || !RULES[name](claims[name]));
}

/** Whether a payload has every claim of an access token, each of its type. */
export function isAccessTokenClaims(payload: object): payload is AccessTokenClaims {
  return faultyClaim(payload) === undefined;
}
