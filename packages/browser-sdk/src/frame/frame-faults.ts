import type { CasementErrorCode, Failure } from '../errors.ts';
import { sendNotice } from '../protocol/send-notice.ts';
import type { ConnectOptions } from './connect-options.ts';

/** What is wrong with the options of `connectToHost`, with the surroundings, or with a request. */
const FAULTS = {
  options: 'connectToHost:',
  parent: 'connectToHost: the document is not framed; open the page that embeds it.',
  key: 'No key can be made; the frame and every page around it must be served over HTTPS or from loopback.',
  target: 'session.fetch: the token goes to the resourceOrigins alone, not to',
  mode: 'session.fetch cannot use mode "no-cors".',
};

export type Fault = keyof typeof FAULTS;

/** The failure in words. The host page is told that there will be no session, so that it need not wait. */
export function explainFault(code: CasementErrorCode, fault: Fault, detail: unknown): Failure {
  const text = fault === 'options' ? ruleOf(Object(detail)) : String(detail);
  const failure: Failure = { code, message: `${FAULTS[fault]} ${text}`.trim() };
  // A request that may not be sent is no reason for there to be no session.
  const host = /^(target|mode)$/.test(fault) ? undefined : location.ancestorOrigins?.[0];
  if (host && host !== 'null') tellHost(host, failure, true);
  return failure;
}

/** Tells the page around why this frame will not (`isFinal`) or cannot now talk to it. */
export function tellHost(origin: string, failure: Failure, isFinal: boolean): void {
  sendNotice(window.parent, origin, failure, isFinal);
}

/** The rule that these options break; one of them they do. */
function ruleOf({ issuer, clientId }: Partial<ConnectOptions>): string {
  if (!isIssuer(issuer)) return 'issuer must be an http(s) URL without query and fragment.';
  if (!(clientId ?? new URLSearchParams(location.search).get('client_id'))) {
    return 'clientId must be given, or client_id be in the frame’s address.';
  }
  return 'resourceOrigins must be origins, like https://api.example.com.';
}

function isIssuer(issuer: unknown): boolean {
  try {
    const { protocol, search, hash } = new URL(String(issuer));
    return /^https?:$/.test(protocol) && !search && !hash;
  } catch {
    return false;
  }
}
