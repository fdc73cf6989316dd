import type { DiagnosticCheck } from '../protocol/window-protocol.ts';

const TIMEOUT_MS = 2_500;

/** What only the frame can find out about its surroundings. Loaded with the host's `diagnose()` only. */
export async function checkSurroundings(
  issuer: string,
  apiStatus: number | undefined,
): Promise<DiagnosticCheck[]> {
  return [await reachability(issuer), dashboardApi(apiStatus), await storage()];
}

/** The session may be live while the dashboard's API takes none of its tokens. */
function dashboardApi(status: number | undefined): DiagnosticCheck {
  const id = 'dashboard_api';
  if (status === 401) {
    return {
      id,
      verdict: 'fail',
      message: 'The dashboard’s API answered the last session.fetch with 401.',
      nextStep:
        'Read error_description in that answer. Usually audience, issuer or publicUrl of createSessionVerifier() is not that of this dashboard at the auth service.',
    };
  }
  if (status === 503) {
    return {
      id,
      verdict: 'fail',
      message: 'The dashboard’s API answered the last session.fetch with 503.',
      nextStep:
        'See its log (onError of createSessionVerifier): its clientId and clientSecret are refused, or the auth service is out of its reach.',
    };
  }
  return status
    ? { id, verdict: 'pass', message: `The dashboard’s API answered last with ${status}.` }
    : { id, verdict: 'unknown', message: 'The dashboard has not used session.fetch yet.' };
}

/** Browsers hide why a request failed; a second one, whose answer may not be read, tells CORS from the rest. */
async function reachability(issuer: string): Promise<DiagnosticCheck> {
  const id = 'issuer_reachable';
  const url = `${issuer}/embed/frame-policy?client_id=diagnosis`;
  let isForbidden = false;
  const onViolation = ({ effectiveDirective }: SecurityPolicyViolationEvent): void => {
    isForbidden ||= effectiveDirective === 'connect-src';
  };
  document.addEventListener('securitypolicyviolation', onViolation);
  try {
    if (await answers(url, 'cors')) {
      return { id, verdict: 'pass', message: 'The auth service answers this origin.' };
    }
    const isThere = await answers(url, 'no-cors');
    // Violations are told in a task of their own.
    await new Promise((resolve) => setTimeout(resolve));
    if (isForbidden) {
      return {
        id,
        verdict: 'fail',
        message: 'The document’s Content-Security-Policy forbids the auth service.',
        nextStep: `Add ${issuer} to the frame document’s connect-src.`,
      };
    }
    return isThere
      ? {
          id,
          verdict: 'fail',
          message: `The auth service answers, but not to ${location.origin} (CORS).`,
          nextStep: `Register ${location.origin} as a dashboard application of the auth service.`,
        }
      : {
          id,
          verdict: 'fail',
          message: `No auth service answers at ${issuer}.`,
          nextStep: 'Check issuer, the auth service, and the network.',
        };
  } finally {
    document.removeEventListener('securitypolicyviolation', onViolation);
  }
}

async function answers(url: string, mode: RequestMode): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS / 2);
    await fetch(url, { mode, credentials: 'omit', cache: 'no-store', signal });
    return true;
  } catch {
    return false;
  }
}

/** For information: keys and tokens are kept in memory. */
async function storage(): Promise<DiagnosticCheck> {
  const isThere = await document.hasStorageAccess?.().catch(() => false);
  return {
    id: 'storage',
    verdict: 'pass',
    message: isThere
      ? 'Third-party storage is not blocked; Casement does not need it.'
      : 'Third-party storage is blocked; Casement does not need it, the dashboard’s own code might.',
  };
}
