import { originFault } from '../../web-origin.ts';
import type { DoctorOptions } from '../doctor-options.ts';
import { type Finding, fail, pass, skip, warn } from '../finding.ts';
import { headerValues, type Look } from '../look.ts';
import { ancestorLists, isBroad, sourceMatches } from './ancestor-sources.ts';

/** The framed document as a frame without cookies gets it, with the redirects on the way. */
export interface DocumentVisit {
  asked: URL;
  /** Where the redirects led; the same where there were none. */
  url: URL;
  look: Look;
  /** Names of cookies that were set on the way. */
  cookies: readonly string[];
}

const MIDDLEWARE =
  'Put frameAncestors({ issuer }) of @casement/server-sdk before what serves the document';

export function documentFindings(
  visit: DocumentVisit,
  options: Pick<DoctorOptions, 'origin'>,
): Finding[] {
  const document = documentFinding(visit);
  const { look } = visit;
  if (!look.ok || look.status !== 200) {
    const why = 'There is no document to look at.';
    return [
      document,
      skip('frame_ancestors', why),
      skip('x_frame_options', why),
      skip('cookies', why),
    ];
  }
  const lists = ancestorLists(headerValues(look.headers, 'content-security-policy'));
  return [
    document,
    frameAncestorsFinding(lists, visit, options),
    frameOptionsFinding(
      headerValues(look.headers, 'x-frame-options'),
      lists.length > 0,
      visit,
      options,
    ),
    cookiesFinding(visit),
  ];
}

function documentFinding({ asked, url, look }: DocumentVisit): Finding {
  const where = 'dashboard';
  if (!look.ok)
    return fail(
      where,
      `${asked.origin} does not answer: ${look.message} (${look.code}).`,
      'Start the dashboard’s server, or correct --dashboard.',
    );
  if (url.origin !== asked.origin)
    return fail(
      where,
      `It redirects from ${asked.origin} to ${url.origin}.`,
      'Set src to the final address: the host page talks to the origin of src only. A login page here means that the document wants cookies, which frames do not have.',
    );
  const insecure = originFault(url.origin);
  if (insecure !== undefined)
    return fail(
      where,
      `Its origin ${insecure}`,
      'Serve the document by https: browsers neither load it into an https page nor give it the cryptography that the session needs.',
    );
  if (look.status !== 200)
    return fail(
      where,
      `${url.pathname} answers ${look.status}.`,
      look.status === 401 || look.status === 403
        ? 'Serve the document to everybody: the session starts in the frame, and only its API asks for the token.'
        : 'Correct --dashboard, or what serves it.',
    );
  const client = asked.searchParams.get('client_id');
  if (url.searchParams.get('client_id') !== client)
    return fail(
      where,
      'A redirect loses client_id.',
      'Keep the query in redirects: it names the client whose origins may frame.',
    );
  const type = headerValues(look.headers, 'content-type')[0] ?? 'no content type';
  if (!/^(text\/html|application\/xhtml\+xml)/i.test(type))
    return warn(where, `It is ${type}, not HTML.`, 'Is this the address of the framed document?');
  const cache = headerValues(look.headers, 'cache-control').join(', ');
  if (!/\bno-(store|cache)\b/i.test(cache))
    return warn(
      where,
      `200, but it may be cached (${cache === '' ? 'no Cache-Control' : cache}).`,
      'Answer with Cache-Control: no-store: its policy is that of one client at one moment.',
    );
  return pass(where, `${url.origin}${url.pathname} answers 200.`);
}

function frameAncestorsFinding(
  lists: readonly string[][],
  { url }: DocumentVisit,
  { origin }: Pick<DoctorOptions, 'origin'>,
): Finding {
  const where = 'frame_ancestors';
  if (lists.length === 0)
    return warn(
      where,
      'The document has no frame-ancestors: any page may frame it.',
      `${MIDDLEWARE}.`,
    );
  const closed = lists.find(
    (list) => !list.some((source) => sourceMatches(source, origin, url.origin)),
  );
  if (closed !== undefined) {
    const list = closed.join(' ') || "'none'";
    const nobody = closed.length === 0 || list === "'none'";
    const todo = /^https?:\/\/\[/.test(origin)
      ? 'The grammar of frame-ancestors has no IPv6 addresses: give the page a name.'
      : nobody
        ? 'It is so for an unknown or inactive client, without client_id in the address, and while the dashboard’s server cannot reach the issuer: mend that first.'
        : `${MIDDLEWARE}; after a change of the allowed origins wait 30 s. A policy of your own that has the directive must name ${origin}, too.`;
    return fail(where, `${origin} may not frame the document: frame-ancestors ${list}.`, todo);
  }
  const broad = lists.every((list) => list.some(isBroad));
  const seen = `frame-ancestors ${lists.map((list) => list.join(' ')).join(' and ')}.`;
  if (broad) return warn(where, seen, `More pages than the client’s may frame it. ${MIDDLEWARE}.`);
  return pass(where, seen);
}

function frameOptionsFinding(
  values: readonly string[],
  hasAncestors: boolean,
  { url }: DocumentVisit,
  { origin }: Pick<DoctorOptions, 'origin'>,
): Finding {
  const where = 'x_frame_options';
  const value = values.join(', ');
  if (value === '') return pass(where, 'Not set.');
  const todo = 'Remove the header; frame-ancestors says it better. Look at the proxy, too.';
  const isShut = /deny/i.test(value) || (/sameorigin/i.test(value) && url.origin !== origin);
  // CSP3 §6.4.2: frame-ancestors overrides it.
  if (hasAncestors || !isShut) return warn(where, `${value}, which older browsers heed.`, todo);
  return fail(where, `${value} forbids ${origin} to frame the document.`, todo);
}

function cookiesFinding({ cookies }: DocumentVisit): Finding {
  if (cookies.length === 0) return pass('cookies', 'The document came without any, and sets none.');
  return warn(
    'cookies',
    `The document sets ${cookies.join(', ')}.`,
    'Do not rely on them: browsers keep cookies from frames of another site. The session needs none.',
  );
}
