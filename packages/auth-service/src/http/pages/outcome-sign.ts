import { type Html, html } from '../../html.ts';

const PATHS = {
  good: 'm9 16.5 5 5 9-10',
  stopped: 'M10 16h12',
  bad: 'M16 9v9M16 22.5v.5',
} as const;

/** A sign above a heading that says the same. */
export const outcomeSign = (tone: keyof typeof PATHS): Html =>
  html`<svg class="sign ${tone}" viewBox="0 0 32 32" width="48" height="48" aria-hidden="true" focusable="false"><circle cx="16" cy="16" r="14"/><path d="${PATHS[tone]}"/></svg>`;
