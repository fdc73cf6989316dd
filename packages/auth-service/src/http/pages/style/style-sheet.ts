import { hash } from 'node:crypto';
import type { RequestHandler } from 'express';
import { base } from './base.ts';
import { consent } from './consent.ts';
import { controls } from './controls.ts';
import { tokens } from './tokens.ts';

const STYLE = tokens + base + controls + consent;

/** Another style has another path, so that a browser may keep each for good. */
export const STYLE_PATH = `/assets/pages-${hash('sha256', STYLE, 'base64url').slice(0, 12)}.css`;

/** The one style sheet of all pages. */
export const styleSheetHandler: RequestHandler = (_request, response) => {
  response
    .set({
      'Content-Type': 'text/css; charset=utf-8',
      'Cache-Control': 'public, max-age=31536000, immutable',
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
    })
    .send(STYLE);
};
