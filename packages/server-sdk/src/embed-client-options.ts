import {
  type ClientAuthentication,
  clientSecretBasic,
  privateKeyJwt,
} from './client-authentication.ts';
import type { FieldFault } from './contract/index.ts';
import { refuseConfiguration } from './errors.ts';
import {
  type ClientAssertionAlgorithm,
  type PrivateKey,
  type PrivateKeyInput,
  readPrivateKey,
} from './private-key.ts';
import { type TransportOptions, transportFaults } from './transport-options.ts';
import { issuerFault } from './web-origin.ts';

export interface EmbedClientOptions extends TransportOptions {
  /** The auth service's address, for example `https://auth.example.com`: https (or http on a loopback host), no path, no trailing slash. */
  issuer: string;
  clientId: string;
  /** `client_secret_basic`. Exactly one of `clientSecret` and `privateKey`. */
  clientSecret?: string | undefined;
  /** `private_key_jwt`. Exactly one of `clientSecret` and `privateKey`. */
  privateKey?: PrivateKeyInput | undefined;
  /** The key's `kid` as registered; a JWK's own by default. */
  keyId?: string | undefined;
  /** Found out from the key by default; given, it must match. */
  algorithm?: ClientAssertionAlgorithm | undefined;
}

/**
 * Checks every option and makes the client's authentication of them.
 * @throws {CasementError} `configuration_invalid` with all faults at once
 */
export function clientAuthentication(options: EmbedClientOptions): ClientAuthentication {
  const faults: FieldFault[] = transportFaults(options);
  const { issuer, clientId, clientSecret, privateKey } = options;
  const wrongIssuer = issuerFault(issuer);
  if (wrongIssuer !== undefined) faults.push({ path: 'issuer', message: wrongIssuer });
  if (typeof clientId !== 'string' || clientId === '')
    faults.push({ path: 'clientId', message: 'must be the embedded client’s ID.' });
  const key = privateKeyOf(options, faults);
  if ((clientSecret === undefined) === (privateKey === undefined))
    faults.push({ path: '', message: 'Give exactly one of clientSecret and privateKey.' });
  if (clientSecret !== undefined && (typeof clientSecret !== 'string' || clientSecret === ''))
    faults.push({
      path: 'clientSecret',
      message: 'must be a non-empty string; is the environment variable set?',
    });
  refuseConfiguration('createEmbedClient', faults);
  return key === undefined
    ? clientSecretBasic(clientId, clientSecret ?? '')
    : privateKeyJwt(issuer, clientId, key);
}

function privateKeyOf(options: EmbedClientOptions, faults: FieldFault[]): PrivateKey | undefined {
  if (options.privateKey === undefined) {
    for (const name of ['keyId', 'algorithm'] as const) {
      if (options[name] !== undefined)
        faults.push({ path: name, message: 'belongs to privateKey and is of no use without it.' });
    }
    return undefined;
  }
  const key = readPrivateKey(options.privateKey, options.keyId, options.algorithm);
  if (key.ok) return key.value;
  faults.push({ path: 'privateKey', message: key.fault });
  return undefined;
}
