import type { DiagnosticCheck } from '../protocol/window-protocol.ts';

/** The first of them that a policy has decides about frames (CSP Level 3, §6.8.3). */
const DECIDING = ['frame-src', 'child-src', 'default-src'] as const;

/**
 * Whether the page's Content-Security-Policy keeps the frame out, and what to add to it.
 * @param ours headers of the page; absent where it could not be asked for them
 */
export function checkFrameSource(
  { origin }: URL,
  isBlocked: boolean,
  ours: Headers | undefined,
): DiagnosticCheck {
  const id = 'frame_src';
  if (!isBlocked) {
    return {
      id,
      verdict: 'pass',
      message: 'The page’s Content-Security-Policy lets the frame in.',
    };
  }
  const [found] = policiesOf(ours).flatMap((policy) => deciding(policy, origin));
  const message = `The page’s Content-Security-Policy keeps ${origin} out.`;
  if (found === undefined || found.name === 'frame-src') {
    return { id, verdict: 'fail', message, nextStep: `Add ${origin} to its frame-src.` };
  }
  return {
    id,
    verdict: 'fail',
    message: `${message} It has no frame-src, so its ${found.name} decides.`,
    // With a frame-src the other one no longer counts: what it lets in is named again.
    nextStep: `Add frame-src ${[...found.sources.filter(isForFrames), origin].join(' ')} to it.`,
  };
}

function policiesOf(ours: Headers | undefined): string[] {
  const metas = document.querySelectorAll<HTMLMetaElement>(
    'meta[http-equiv=content-security-policy i]',
  );
  // Several headers arrive as one, separated by commas, which stand in no source.
  const headers = ours?.get('content-security-policy')?.split(',') ?? [];
  return [...headers, ...Array.from(metas, ({ content }) => content)];
}

/** What decides about frames in a policy, unless that lets the origin in or there is nothing. */
function deciding(policy: string, origin: string) {
  const directives = policy.split(';').map((text) => text.trim().split(/\s+/));
  for (const name of DECIDING) {
    const sources = directives.find(([first]) => first?.toLowerCase() === name)?.slice(1);
    if (sources !== undefined) return sources.includes(origin) ? [] : [{ name, sources }];
  }
  return [];
}

/** Hashes, nonces and the like are for scripts; 'none' goes with nothing else. */
function isForFrames(source: string): boolean {
  return !source.startsWith("'") || source.toLowerCase() === "'self'";
}
