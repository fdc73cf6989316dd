import type { Failure } from '../errors.ts';
import type { SessionStatus } from '../protocol/session-status.ts';
import type { DiagnosticCheck } from '../protocol/window-protocol.ts';
import { checkChallengeCode } from './challenge-code-check.ts';
import { checkFrameSource } from './frame-source-check.ts';
import { checkHandshake, NONE_CAUSES } from './handshake-check.ts';

export interface PageFacts {
  src: URL;
  status: SessionStatus;
  iframe: HTMLIFrameElement | null;
  isConnected: boolean;
  /** Of the last request for a code; null where there was none. */
  lastCodeFailure: Failure | undefined | null;
}

const TIMEOUT_MS = 3_000;

/**
 * What this page, or the frame's document, says in headers that keeps the frame out, and what the frame has
 * said. Loaded with `diagnose()` only.
 */
export async function checkPage(page: PageFacts): Promise<DiagnosticCheck[]> {
  const [ours, theirs] = await Promise.all([
    headersOf(location.href, { method: 'HEAD', credentials: 'same-origin' }),
    // Readable where the dashboard's server allows it by CORS; most do not.
    headersOf(page.src.href, { credentials: 'omit' }),
  ]);
  return [
    checkFrameSource(page.src, page.status.reason?.code === 'frame_blocked', ours),
    embedderPolicy(page, ours),
    framing(page, theirs),
    localNetwork(page),
    embedderAllowed(page),
    protocolVersion(page),
    issuer(page),
    checkHandshake(page.src, page.isConnected),
    checkChallengeCode(page.lastCodeFailure),
    referrerPolicy(ours),
  ];
}

async function headersOf(url: string, init: RequestInit): Promise<Headers | undefined> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const { headers, body } = await fetch(url, { ...init, cache: 'no-store', signal });
    void body?.cancel();
    return headers;
  } catch {
    return undefined;
  }
}

function pass(id: string, message: string): DiagnosticCheck {
  return { id, verdict: 'pass', message };
}

function embedderPolicy({ isConnected }: PageFacts, ours: Headers | undefined): DiagnosticCheck {
  const id = 'embedder_policy';
  const policy = ours?.get('cross-origin-embedder-policy') ?? '';
  const isDemanding = /^(require-corp|credentialless)/.test(policy) || crossOriginIsolated;
  if (!isDemanding) return pass(id, 'The page demands no Cross-Origin-Embedder-Policy of frames.');
  if (isConnected) return pass(id, 'The frame meets the page’s Cross-Origin-Embedder-Policy.');
  return {
    id,
    verdict: 'fail',
    message: `The page’s Cross-Origin-Embedder-Policy (${policy || 'isolated'}) keeps out frames that do not send one too.`,
    nextStep:
      'Let the frame’s document send Cross-Origin-Embedder-Policy: require-corp and Cross-Origin-Resource-Policy: cross-origin, as frameDocumentHeaders() does.',
  };
}

function framing({ isConnected }: PageFacts, theirs: Headers | undefined): DiagnosticCheck {
  const id = 'framing';
  if (isConnected) return pass(id, 'The frame’s document lets this page embed it.');
  const options = theirs?.get('x-frame-options');
  const policy = theirs?.get('content-security-policy') ?? '';
  const [, ancestors] = /(?:^|;)\s*frame-ancestors\s+([^;,]*)/i.exec(policy) ?? [];
  const doctor = 'casement-doctor, run beside the portal backend, reads these headers.';
  if (ancestors !== undefined && !allows(ancestors)) {
    return {
      id,
      verdict: 'fail',
      message: `The frame’s document may be embedded by ${ancestors.trim()} only.`,
      nextStep: /none/.test(ancestors)
        ? NONE_CAUSES
        : `Add ${location.origin} to the client’s allowed origins.`,
    };
  }
  // Where there is a frame-ancestors, browsers do not look at the older header.
  if (options && ancestors === undefined) {
    return {
      id,
      verdict: 'fail',
      message: `The frame’s document sends X-Frame-Options: ${options}.`,
      nextStep: 'Take it out, also in the proxy; frame-ancestors says who may embed it.',
    };
  }
  return theirs && ancestors !== undefined
    ? pass(id, 'The frame’s frame-ancestors allows this page; its document does not speak.')
    : {
        id,
        verdict: 'unknown',
        message:
          'Browsers do not let a page see whether frame-ancestors or X-Frame-Options refuse it.',
        nextStep: `See the browser’s console. ${doctor}`,
      };
}

function allows(ancestors: string): boolean {
  return ancestors.split(/\s+/).some((it) => it === location.origin || /^https?:$|\*/.test(it));
}

const LOCAL =
  /^(localhost|.*\.(localhost|local|internal)|127(\.\d+){3}|10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|\[(::1|f[cd].*)\])$/;

/** Chromium 142 and later ask before a page of the public network reaches into the local one. */
function localNetwork({ src, iframe, isConnected }: PageFacts): DiagnosticCheck {
  const id = 'local_network';
  const isInward = LOCAL.test(src.hostname) && !LOCAL.test(location.hostname);
  if (!isInward || isConnected) return pass(id, 'No border to a local network is in the way.');
  return {
    id,
    verdict: 'warn',
    message: `${src.hostname} is on a local network, this page is not; browsers may refuse that.`,
    nextStep: /local-network/.test(iframe?.allow ?? '')
      ? 'Allow this page’s access to the local network in the browser.'
      : 'Embed with allow: "local-network-access", and allow it in the browser.',
  };
}

function embedderAllowed({ status }: PageFacts): DiagnosticCheck {
  const id = 'embedder_allowed';
  const { code, message } = status.reason ?? {};
  if (code === 'origin_not_allowed') {
    return {
      id,
      verdict: 'fail',
      message: `This page may not embed the client’s dashboards. ${message}`,
      nextStep: `Add exactly ${location.origin} to the client’s allowed origins.`,
    };
  }
  if (code === 'client_unavailable' || code === 'client_disabled') {
    return {
      id,
      verdict: 'fail',
      message: String(message),
      nextStep: 'Check client_id in src, resume the client, and give it allowed origins.',
    };
  }
  return pass(id, 'Nobody has refused this page’s origin.');
}

function protocolVersion({ status }: PageFacts): DiagnosticCheck {
  const id = 'protocol_version';
  return status.reason?.code === 'protocol_mismatch'
    ? {
        id,
        verdict: 'fail',
        message: status.reason.message,
        nextStep: 'Use the same major version of the SDK in the page and in the dashboard.',
      }
    : pass(id, 'No other version of the protocol has been met.');
}

function issuer({ status }: PageFacts): DiagnosticCheck {
  const id = 'issuer';
  const { code = '', message } = status.reason ?? {};
  return code.startsWith('issuer_')
    ? {
        id,
        verdict: 'fail',
        message: `The frame gets no answer of use from the auth service. ${code}: ${message}`,
        nextStep:
          'Check issuer, add it to the frame document’s connect-src, and register the dashboard’s exact origin for CORS.',
      }
    : pass(id, 'The frame has not complained about the auth service.');
}

/** For information: nothing is decided by the Referer. */
function referrerPolicy(ours: Headers | undefined): DiagnosticCheck {
  const meta = document.querySelector<HTMLMetaElement>('meta[name=referrer]')?.content;
  const policy = meta ?? ours?.get('referrer-policy') ?? 'the browser’s own';
  return pass('referrer_policy', `It is ${policy}; Casement does not need the Referer.`);
}
