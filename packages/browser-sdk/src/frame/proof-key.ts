/** The frame's key: it never leaves the browser's key store, not even towards this code. */
export interface ProofKey {
  /** RFC 7638 SHA-256 thumbprint, base64url. */
  readonly thumbprint: string;
  /**
   * A DPoP proof (RFC 9449 §4.2) for one request.
   * @param url without query and fragment
   * @param now epoch milliseconds by the server's clock
   * @param accessToken the token that goes with the request, for `ath`
   */
  prove(method: string, url: string, now: number, accessToken?: string): Promise<string>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;
const encoder = /* @__PURE__ */ new TextEncoder();

/** Makes a P-256 key whose private half cannot be exported. */
export async function createProofKey(): Promise<ProofKey> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(ALGORITHM, false, [
    'sign',
    'verify',
  ]);
  const { crv, kty, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
  // RFC 7638 §3.2: the required members only, in this order.
  const jwk = { crv, kty, x, y };
  const header = encodeJson({ typ: 'dpop+jwt', alg: 'ES256', jwk });
  return {
    thumbprint: await sha256(JSON.stringify(jwk)),
    async prove(method, url, now, accessToken) {
      const payload = encodeJson({
        jti: crypto.randomUUID(),
        htm: method,
        htu: url,
        iat: Math.floor(now / 1000),
        ath: accessToken && (await sha256(accessToken)),
      });
      const input = `${header}.${payload}`;
      const signature = await crypto.subtle.sign(SIGNATURE, privateKey, encoder.encode(input));
      return `${input}.${base64url(new Uint8Array(signature))}`;
    },
  };
}

async function sha256(text: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))));
}

function encodeJson(value: unknown): string {
  return base64url(encoder.encode(JSON.stringify(value)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
