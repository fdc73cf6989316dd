import type { TestService } from './test-service.ts';

/** What a page answered, once no redirect of the issuer's own was left to follow. */
export interface Visit {
  status: number;
  headers: Headers;
  /** Where it came to rest at the issuer; where a client's redirect URI would be opened, that. */
  url: URL;
  /** The browser was sent away from the issuer. */
  left: boolean;
  body: string;
}

export interface Browser {
  open(address: string | URL, init?: RequestInit): Promise<Visit>;
  /** Sends the form of the page that was visited last, hidden fields included. */
  submit(fields: Record<string, string | string[]>, init?: RequestInit): Promise<Visit>;
  /** As it stands in the jar. */
  cookie(name: string): string | undefined;
  setCookie(name: string, value: string): void;
  /** Every cookie that was ever set, attributes included. */
  setCookies: string[];
}

interface Cookie {
  value: string;
  path: string;
}

/** A browser as far as sign-in needs one: cookies by path, redirects, forms. */
export function createBrowser(service: Pick<TestService, 'issuer' | 'url'>): Browser {
  const jar = new Map<string, Cookie>();
  const setCookies: string[] = [];
  let last: Visit | undefined;

  const store = (header: string) => {
    setCookies.push(header);
    const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    const path = attributes.find((text) => /^path=/i.test(text))?.slice(5) ?? '/';
    if (value === '') jar.delete(`${name} ${path}`);
    else jar.set(`${name} ${path}`, { value, path });
  };
  const cookiesFor = (pathname: string) =>
    [...jar]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([key, { value }]) => `${key.split(' ', 1)[0]}=${value}`)
      .join('; ');

  const open: Browser['open'] = async (address, init = {}) => {
    let url = new URL(address, service.issuer);
    let options = init;
    for (let hops = 0; hops < 10; hops++) {
      const response = await fetch(service.url + url.pathname + url.search, {
        ...options,
        redirect: 'manual',
        headers: {
          Accept: 'text/html',
          Cookie: cookiesFor(url.pathname),
          ...(options.headers as Record<string, string> | undefined),
        },
      });
      for (const header of response.headers.getSetCookie()) store(header);
      const location = response.headers.get('location');
      const { status, headers } = response;
      const body = await response.text();
      if (location === null) {
        last = { status, headers, url, left: false, body };
        return last;
      }
      url = new URL(location, url);
      if (url.origin !== service.issuer) return { status, headers, url, left: true, body };
      options = {};
    }
    throw new Error(`Redirected too often, at last to ${url}`);
  };

  return {
    open,
    async submit(fields, init = {}) {
      if (!last) throw new Error('Open a page first.');
      const form = new URLSearchParams();
      for (const [, name = '', value = ''] of last.body.matchAll(
        /<input type="hidden" name="([^"]*)" value="([^"]*)">/g,
      )) {
        form.append(name, value);
      }
      for (const [name, values] of Object.entries(fields)) {
        form.delete(name);
        for (const value of [values].flat()) form.append(name, value);
      }
      const [, action = ''] = /<form method="post" action="([^"]*)"/.exec(last.body) ?? [];
      return open(new URL(action, last.url), { method: 'POST', body: form, ...init });
    },
    cookie: (name) => [...jar].find(([key]) => key.startsWith(`${name} `))?.[1].value,
    setCookie: (name, value) => {
      jar.set(`${name} /`, { value, path: '/' });
    },
    setCookies,
  };
}
