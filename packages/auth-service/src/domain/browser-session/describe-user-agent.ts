import Bowser from 'bowser';

/** A browser or program in words, as far as it says; `unknown` where it does not. */
export interface UserAgentDescription {
  /** For example "Windows computer", "Android phone", "iPad". */
  device: string;
  /** For example "Firefox 145", "curl 8.5". */
  browser: string;
}

const UNKNOWN = 'unknown';

const KINDS: Readonly<Record<string, string>> = {
  desktop: 'computer',
  mobile: 'phone',
  tablet: 'tablet',
  tv: 'television',
};

/** @param userAgent the header (RFC 9110 §10.1.5), which can say anything: a hint and no proof */
export function describeUserAgent(userAgent: string | undefined): UserAgentDescription {
  if (!userAgent) return { device: UNKNOWN, browser: UNKNOWN };
  const { browser, os, platform } = Bowser.parse(userAgent);
  const kind = KINDS[platform.type ?? ''];
  const [system = '', model = ''] = [os.name ?? '', platform.model ?? ''];
  return {
    device: /^i(Phone|Pad)/.test(model)
      ? model
      : [system, kind].filter((word) => word).join(' ') || UNKNOWN,
    browser: named(browser.name, browser.version) ?? programIn(userAgent) ?? UNKNOWN,
  };
}

function named(name: string | undefined, version: string | undefined): string | undefined {
  if (!name) return undefined;
  const [major] = version?.split('.') ?? [];
  return major ? `${name} ${major}` : name;
}

/** Programs that are no browsers name themselves first: `casement/0.1.0 (linux)`. */
function programIn(userAgent: string): string | undefined {
  const [, name, version] = /^([A-Za-z][\w.-]{0,39})(?:\/(\d+(?:\.\d+)?))?/.exec(userAgent) ?? [];
  return name === 'Mozilla' ? undefined : [name, version].filter(Boolean).join(' ') || undefined;
}
