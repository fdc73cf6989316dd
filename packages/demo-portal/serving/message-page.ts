import type { Handler, Response } from 'express';
import { loadPage, pageAssets } from './page.ts';

/** A page that says one thing, and where to go from there. */
export interface Message {
  title: string;
  text: string;
  /** The way on. */
  href: string;
  link: string;
  /** For whoever asks about it: small, below the rest. */
  code?: string;
}

/** Where the pages' style is served; every site that shows messages serves it. */
export const MESSAGE_PATH = '/message';

export function messageAssets(): Handler {
  return pageAssets('message');
}

export function messagePage(): (response: Response, message: Message) => void {
  const page = loadPage('message', 'index.html');
  return (response, { code = '', ...rest }) => {
    response
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(page({ ...rest, code }));
  };
}
