import { PATHS } from '../../contract/index.ts';
import { parseJson } from '../../wire-refusal.ts';
import type { Certificate } from '../certificate.ts';
import { type Finding, fail, pass, skip, warn } from '../finding.ts';
import type { Look } from '../look.ts';

const DAY_MS = 86_400_000;
/** A certificate that ends sooner should have been renewed by now. */
const RENEWED_BY_DAYS = 14;

/** Whether anything answers at the issuer's address. */
export function issuerFinding(issuer: string, look: Look): Finding {
  if (look.ok) return pass('issuer', `${issuer} answers (${look.answeredAt - look.sentAt} ms).`);
  const seen = `${issuer} does not answer: ${look.message} (${look.code}).`;
  return fail('issuer', seen, wayOut(look.code));
}

function wayOut(code: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return 'The name does not resolve: correct --issuer or the DNS, and try from the machine of the portal’s backend.';
  if (code === 'ECONNREFUSED')
    return 'Nothing listens there: start the auth service, or correct host and port of --issuer.';
  if (code === 'timeout' || code === 'UND_ERR_CONNECT_TIMEOUT')
    return 'Something swallows the connection: look at firewall, proxy and port.';
  if (/CERT|SIGN|TLS|SSL|EPROTO/.test(code))
    return 'The connection is not trusted: see the TLS certificate below.';
  return 'Correct --issuer, or find out with curl what answers there.';
}

/** @param now ms since the epoch */
export function tlsFinding(
  issuer: string,
  certificate: Certificate | undefined,
  now: number,
): Finding {
  if (issuer.startsWith('http:'))
    return skip('tls', 'Plain http, which is for a loopback host only.');
  if (certificate === undefined)
    return fail(
      'tls',
      'No TLS handshake was possible.',
      'Let the auth service’s proxy serve https on this port, or correct --issuer.',
    );
  const { fault, validTo, protocol } = certificate;
  const days = Math.floor((validTo - now) / DAY_MS);
  if (fault !== undefined) return fail('tls', `Not trusted: ${fault}.`, distrust(fault));
  const seen = `Trusted, ${protocol}, valid for ${days} more days.`;
  if (days < RENEWED_BY_DAYS)
    return warn('tls', seen, 'Renew the certificate, and find out why nothing did so by itself.');
  return pass('tls', seen);
}

function distrust(fault: string): string {
  if (fault === 'CERT_HAS_EXPIRED') return 'Renew the certificate.';
  if (fault === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'The certificate is for another name: correct --issuer or the certificate.';
  if (fault.startsWith('UNABLE_TO_'))
    return 'Let the server send its intermediate certificates, too; for a private CA set NODE_EXTRA_CA_CERTS to its file here and in the portal’s backend. Browsers must trust it as well.';
  return 'Use a certificate of a public CA; for a private CA set NODE_EXTRA_CA_CERTS to its file here and in the portal’s backend. Browsers must trust it as well.';
}

/** RFC 8414 §3.3: the issuer that the metadata name is exactly the one that was asked. */
export function metadataFinding(issuer: string, look: Look): Finding {
  if (!look.ok) return skip('metadata', 'The issuer does not answer.');
  const where = PATHS.metadata;
  const isOther = 'Is this the auth service? Correct --issuer, or let the proxy pass this path on.';
  if (look.status !== 200) return fail('metadata', `${where} answers ${look.status}.`, isOther);
  const body = parseJson(look.text);
  if (typeof body !== 'object' || body === null || !('issuer' in body))
    return fail('metadata', `${where} holds no metadata.`, isOther);
  if (body.issuer !== issuer)
    return fail(
      'metadata',
      `The service calls itself ${JSON.stringify(body.issuer)}, not ${JSON.stringify(issuer)}.`,
      'Use that spelling everywhere, or set the auth service’s CASEMENT_ISSUER to its public address.',
    );
  return pass('metadata', 'They name this issuer.');
}

interface PublishedKey {
  kid?: unknown;
  kty?: unknown;
  crv?: unknown;
  d?: unknown;
}

/** What verifiers need: a P-256 public key with an ID. */
export function signingKeysFinding(look: Look): Finding {
  const here = 'Let the proxy pass this path on to the auth service.';
  if (!look.ok) return fail('signing_keys', `${PATHS.jwks}: ${look.message}.`, here);
  const body = parseJson(look.text) as { keys?: unknown } | null | undefined;
  if (look.status !== 200 || !Array.isArray(body?.keys))
    return fail('signing_keys', `${PATHS.jwks} answers ${look.status} and no key set.`, here);
  const keys = body.keys as PublishedKey[];
  if (keys.some(({ d }) => d !== undefined))
    return fail(
      'signing_keys',
      'A private key is published.',
      'Take the key set off the network now and replace the signing key: anybody can forge tokens.',
    );
  const usable = keys.filter(({ kid, kty, crv }) => kid && kty === 'EC' && crv === 'P-256');
  if (usable.length === 0)
    return fail(
      'signing_keys',
      `${keys.length} keys, none of which is an ES256 key with a kid.`,
      'Is something else answering at this path? Tokens cannot be verified.',
    );
  return pass('signing_keys', `${usable.length} public ES256 key${usable.length > 1 ? 's' : ''}.`);
}
