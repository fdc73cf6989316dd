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
  if (location.origin !== new URL(issuer).origin) {
    // Opened by another name of the same service: what is kept here would not be found there.
    location.assign(issuer + home);
    return;
  }
  const [verifier, state] = [randomText(), randomText()];
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  // Until the browser is back, and of no use without the code.
  sessionStorage.setItem(PENDING, JSON.stringify({ verifier, state, scope }));
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
  history.replaceState(null, '', home);
  if (!pending || answer.get('state') !== pending.state || answer.get('iss') !== issuer) {
    say('That answer is to no sign-in of this tab. Sign in again.', true);
    return;
  }
  const code = answer.get('code');
  if (code === null) {
    say(`Not signed in: ${answer.get('error_description') ?? answer.get('error')}.`, true);
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
  const time = new Date(session.until).toLocaleTimeString();
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
  for (const input of form.querySelectorAll('input')) {
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

/** @param {HTMLFormElement} form */
async function send(form) {
  const output = form.querySelector('output');
  if (!output) return;
  const { method, address, headers, body } = requestOf(form);
  if (session) headers.Authorization = `Bearer ${session.token}`;
  output.hidden = false;
  output.textContent = '…';
  try {
    const response = await fetch(address, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const shown = ['etag', 'location', 'retry-after', 'idempotency-replayed']
      .map((name) => [name, response.headers.get(name)])
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `${name}: ${value}`);
    const pretty = text === '' ? '' : JSON.stringify(JSON.parse(text), null, 2);
    output.textContent = [
      `${method} ${address}`,
      `${response.status} ${response.statusText}`.trim(),
      ...shown,
      '',
      pretty,
    ]
      .join('\n')
      .trimEnd();
    output.classList.toggle('bad', !response.ok);
  } catch (error) {
    output.textContent = String(error);
    output.classList.add('bad');
  }
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

if (location.pathname === new URL(redirectUri).pathname) void finishSignIn();
else openNamed();
showSession();
