import type { CasementErrorCode, Failure } from '../errors.ts';
import type { checkContext } from '../protocol/dashboard-context.ts';
import type { EmbedOptions } from './host-options.ts';

/**
 * Names the first option that is in the way of embedding, its rule and the next step.
 * @param check handed in, not imported: this file is loaded on demand and shares nothing with the rest
 */
export function explainOptions(options: EmbedOptions, check: typeof checkContext): Failure {
  const { container, src, title, sandbox, autoHeight } = options;
  const { protocol, username, password, hostname, origin } = parse(src);
  const tokens = sandbox?.split(/\s+/);
  const context = check(options.context ?? {});
  const { min = 50, max = 20_000 } = Object(autoHeight);
  const rules: [isKept: boolean, CasementErrorCode, rule: string][] = [
    [
      isSecureContext,
      'page_insecure',
      'the page and every page around it must be served over HTTPS or from loopback.',
    ],
    [
      isElement(container),
      'container_invalid',
      `container must be an element, or a selector that matches one by now, not "${container}".`,
    ],
    [
      /^https?:$/.test(protocol) && !username && !password,
      'src_invalid',
      `src must be an absolute http(s) URL without credentials, not "${src}".`,
    ],
    [
      protocol === 'https:' || /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname),
      'src_insecure',
      `src must be https, or http on loopback, not ${origin}.`,
    ],
    [
      typeof title === 'string' && title.trim() !== '',
      'option_invalid',
      'title must say what the frame is.',
    ],
    [
      !tokens || (tokens.includes('allow-scripts') && tokens.includes('allow-same-origin')),
      'option_invalid',
      'sandbox must contain allow-scripts and allow-same-origin.',
    ],
    [context.ok, 'context_invalid', context.ok ? '' : context.failure.message],
    [
      min >= 1 && max >= min && Number.isFinite(max),
      'option_invalid',
      'autoHeight needs 1 ≤ min ≤ max, in CSS pixels.',
    ],
  ];
  const [, code, rule] = rules.find(([isKept]) => !isKept) ?? [
    false,
    'option_invalid' as const,
    `give either fetchChallengeCode, or a challengeCodeUrl on the page’s own origin ${location.origin}.`,
  ];
  return { code, message: `embedDashboard: ${rule}` };
}

function isElement(container: unknown): boolean {
  try {
    return container instanceof Element || document.querySelector(String(container)) !== null;
  } catch {
    return false;
  }
}

function parse(src: unknown): Partial<URL> & { protocol: string; hostname: string } {
  try {
    return new URL(String(src));
  } catch {
    return { protocol: '', hostname: '' };
  }
}
