import type { FieldFault } from '../contract/index.ts';
import { refuseConfiguration } from '../errors.ts';
import { quote } from '../web-origin.ts';

/** Sources by directive, such as `{ 'img-src': ["'self'", 'data:'] }`. */
export type ContentSecuritySources = Readonly<Record<string, readonly string[]>>;

export interface FrameDocumentHeaderOptions {
  /** The auth service, which the frame's script exchanges its codes with. */
  issuer: string;
  /** Replaces the recommended sources of a directive, or adds a directive; an empty list means none. */
  sources?: ContentSecuritySources | undefined;
  /** Features that the document may use itself, such as `screen-wake-lock`; the others are denied. */
  features?: readonly string[] | undefined;
}

const SELF: readonly string[] = ["'self'"];
const DEFAULT_SOURCES: ContentSecuritySources = {
  'default-src': ["'none'"],
  'script-src': SELF,
  'style-src': SELF,
  'img-src': ["'self'", 'data:'],
  'font-src': SELF,
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
};

/** What a page embedded in another site could be abused for. */
const DENIED_FEATURES: readonly string[] = [
  'accelerometer',
  'browsing-topics',
  'camera',
  'clipboard-read',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'identity-credentials-get',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
];

/**
 * Recommended headers for a frame document, to be set before `frameAncestors`, which adds
 * `frame-ancestors` to the policy: a Content-Security-Policy that loads and connects to the
 * document's own origin and the issuer only; COOP; COEP and CORP, so that cross-origin isolated
 * portals can embed it; no `Referer`; no MIME sniffing; device features denied.
 * @throws {CasementError} `configuration_invalid`, naming every faulty option
 * @example
 * const headers = frameDocumentHeaders({ issuer, sources: { 'img-src': ["'self'", 'https://cdn.example.com'] } });
 * app.get('/', (request, response, next) => { response.set(headers); next(); }, frameAncestors({ issuer }), page);
 */
export function frameDocumentHeaders(options: FrameDocumentHeaderOptions): Record<string, string> {
  const { issuer, sources = {}, features = [] } = options;
  const directives = { ...DEFAULT_SOURCES, 'connect-src': ["'self'", issuer], ...sources };
  refuseConfiguration('frameDocumentHeaders', [
    ...faultsOf(directives),
    ...features
      .filter((feature) => !/^[a-z][a-z-]*$/.test(feature))
      .map((feature) => ({ path: 'features', message: `${quote(feature)} is no feature’s name.` })),
  ]);
  const denied = DENIED_FEATURES.filter((feature) => !features.includes(feature));
  const permissions = [
    ...denied.map((feature) => `${feature}=()`),
    ...features.map((feature) => `${feature}=(self)`),
  ];
  return {
    'content-security-policy': Object.entries(directives)
      .map(([name, list]) => `${name} ${list.length === 0 ? "'none'" : list.join(' ')}`)
      .join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'cross-origin',
    'permissions-policy': permissions.join(', '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}

function faultsOf(directives: ContentSecuritySources): FieldFault[] {
  return Object.entries(directives).flatMap(([name, list]) => {
    const path = `sources.${name}`;
    if (name === 'frame-ancestors')
      return [{ path, message: 'is set by frameAncestors, for each client its own.' }];
    if (!/^[a-z][a-z-]*$/.test(name)) return [{ path, message: 'is no directive’s name.' }];
    const hostile = list.find((source) => !/^[\x21-\x7e]+$/.test(source) || /[;,]/.test(source));
    return hostile === undefined
      ? []
      : [{ path, message: `${quote(hostile)} must be one source, without space, ";" or ",".` }];
  });
}
