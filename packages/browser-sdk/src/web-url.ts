/** The URL, or undefined where it is none; `URL.parse` is too young for browsers still in use. */
export function parseUrl(text: unknown, base?: string): URL | undefined {
  try {
    return new URL(String(text), base);
  } catch {
    return undefined;
  }
}
