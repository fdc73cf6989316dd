/**
 * The documentation page's own script: signs in by code with PKCE (RFC 7636) and sends the requests that
 * its forms describe. The token stays in this variable; leaving the page forgets it.
 */

/** @type {{ token: string, scope: string, until: number } | undefined} */
let session;

const { issuer = '', clientId = '', redirectUri = '', home = '' } = document.body.dataset;
const PENDING = 'casement-docs-sign-in';

/**
 * @template {HTMLElement} E
 * @param {string} id
 * @param {new () => E} kind
 * @returns {E}
 */
function element(id, kind) {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${id}`);
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const randomText = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** @param {string} text */
function say(text, isProblem = false) {
  const status = element('session-status', HTMLElement);
  status.textContent = text;
  status.classList.toggle('bad', isProblem);
}

/** @param {string} scope */
async function signIn(scope) {
  if (!window.isSecureContext) {
    say('Not signed in: browsers do that at https addresses and on this machine only.', true);
    return;
  }
  if (location.origin !== new URL(issuer).origin) {
    // Opened by another name of the same service: what is kept here would not be found there.
    location.assign(issuer + home);
    return;
  }
  const [verifier, state] = [randomText(), randomText()];
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  // Until the browser is back, and of no use without the code.
  const place = location.hash;
  sessionStorage.setItem(PENDING, JSON.stringify({ verifier, state, scope, place }));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  });
  location.assign(`${issuer}/oauth2/authorize?${query}`);
}

/** Back from signing in: the code leaves the address before anything else happens. */
async function finishSignIn() {
  const answer = new URLSearchParams(location.search);
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? 'null');
  sessionStorage.removeItem(PENDING);
  history.replaceState(null, '', home + (pending?.place ?? ''));
  openNamed();
  if (!pending || answer.get('state') !== pending.state || answer.get('iss') !== issuer) {
    say('That answer is to no sign-in of this tab. Sign in again.', true);
    return;
  }
  const code = answer.get('code');
  if (code === null) {
    const isDenied = answer.get('error') === 'access_denied';
    const reason = answer.get('error_description') ?? answer.get('error');
    say(`Not signed in: ${isDenied ? 'it was not allowed' : reason}.`, true);
    return;
  }
  const response = await fetch(`${issuer}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: redirectUri,
      code,
      code_verifier: pending.verifier,
    }),
  });
  const body = await response.json();
  if (!response.ok) {
    say(`Not signed in: ${body.error_description ?? body.error}.`, true);
    return;
  }
  const until = Date.now() + body.expires_in * 1000;
  session = { token: body.access_token, scope: body.scope, until };
  showSession();
}

function showSession() {
  element('sign-in', HTMLFormElement).hidden = session !== undefined;
  element('sign-out', HTMLButtonElement).hidden = session === undefined;
  if (!session) return;
  const time = new Date(session.until).toLocaleTimeString([], { timeStyle: 'short' });
  say(`Signed in until ${time}, with the scopes: ${session.scope}`);
}

async function signOut() {
  if (!session) return;
  const { token } = session;
  session = undefined;
  showSession();
  say('Signed out.');
  const body = new URLSearchParams({ client_id: clientId, token });
  await fetch(`${issuer}/oauth2/revoke`, { method: 'POST', body });
}

/** @param {HTMLFormElement} form */
function requestOf(form) {
  const { method = 'GET', path = '' } = form.dataset;
  let filled = path;
  const query = new URLSearchParams();
  /** @type {Record<string, string>} */
  const headers = {};
  for (const input of form.querySelectorAll(/** @type {'input'} */ ('input, select'))) {
    const { in: place } = input.dataset;
    const value = input.value.trim();
    if (place === 'path') filled = filled.replace(`{${input.name}}`, encodeURIComponent(value));
    else if (value === '') continue;
    else if (place === 'header') headers[input.name] = value;
    else {
      const values = input.dataset.list === undefined ? [value] : value.split(',');
      for (const one of values) query.append(input.name, one.trim());
    }
  }
  const body = form.querySelector('textarea')?.value;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const address = query.size > 0 ? `${filled}?${query}` : filled;
  return { method, address, headers, body };
}

/** So much of a text is shown; the rest is in the file. */
const SHOWN = 20_000;

/** Whether there is somebody to send as; says so where there is nobody any more. */
function isSignedIn() {
  if (session && Date.now() < session.until) return true;
  if (session) {
    session = undefined;
    showSession();
    say('Your sign-in has ended. Sign in again.', true);
  }
  return false;
}

/** @param {HTMLFormElement} form */
async function send(form) {
  const output = form.querySelector('output');
  const outcome = form.querySelector('.outcome');
  if (!output || !outcome || form.ariaBusy === 'true') return;
  const signedIn = isSignedIn();
  const { method, address, headers, body } = requestOf(form);
  if (signedIn && session) headers.Authorization = `Bearer ${session.token}`;
  form.ariaBusy = 'true';
  outcome.textContent = 'Sending …';
  outcome.classList.remove('bad');
  /** @param {string} text */
  const end = (text, isProblem = false) => {
    form.ariaBusy = 'false';
    outcome.textContent = text;
    outcome.classList.toggle('bad', isProblem);
    output.classList.toggle('bad', isProblem);
  };
  try {
    const response = await fetch(address, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const content = await response.blob();
    const shown = ['etag', 'location', 'retry-after', 'idempotency-replayed']
      .map((name) => [name, response.headers.get(name)])
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `${name}: ${value}`);
    const status = `${response.status} ${response.statusText}`.trim();
    output.textContent = [`${method} ${address}`, status, ...shown, '', await inWords(content)]
      .join('\n')
      .trimEnd();
    output.hidden = false;
    offerFile(form, response, content);
    const hint = signedIn ? '' : ' You are not signed in: do so at the top of this page.';
    end(`Answer: ${status}.${response.ok ? '' : hint}`, !response.ok);
  } catch {
    output.hidden = true;
    end('No answer: the service could not be reached. Try again.', true);
  }
  output.scrollIntoView({ block: 'nearest' });
}

/** @param {Blob} content */
async function inWords(content) {
  if (content.size === 0) return '';
  if (/json/.test(content.type)) {
    const text = await content.text();
    try {
      return cut(JSON.stringify(JSON.parse(text), null, 2));
    } catch {
      return cut(text);
    }
  }
  if (content.type.startsWith('text/')) return cut(await content.text());
  return `A file of ${content.size} bytes.`;
}

/** @param {string} text */
const cut = (text) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}\n…` : text);

/**
 * A link that saves what came as a file.
 * @param {HTMLFormElement} form
 * @param {Response} response
 * @param {Blob} content
 */
function offerFile(form, response, content) {
  const before = form.querySelector('a');
  if (before) URL.revokeObjectURL(before.href);
  before?.remove();
  const [, name] =
    /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  if (name === undefined) return;
  const link = document.createElement('a');
  link.className = 'save';
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.textContent = `Save ${name}`;
  form.querySelector('output')?.before(link);
}

document.addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  if (form.id === 'sign-in') void signIn(String(new FormData(form).get('scope')));
  else void send(form);
});
element('sign-out', HTMLButtonElement).addEventListener('click', () => void signOut());

/** An address that names an operation opens it. */
function openNamed() {
  const named = document.getElementById(location.hash.slice(1));
  if (named instanceof HTMLDetailsElement) named.open = true;
}
window.addEventListener('hashchange', openNamed);
document.addEventListener(
  'toggle',
  ({ target }) => {
    // What is opened can be linked to, and is open again after signing in.
    if (target instanceof HTMLDetailsElement && target.open && target.id)
      history.replaceState(null, '', `#${target.id}`);
  },
  true,
);

if (location.pathname === new URL(redirectUri).pathname) {
  finishSignIn().catch(() =>
    say('Not signed in: the service did not answer. Sign in again.', true),
  );
} else openNamed();
showSession();
