import type { Response } from 'express';
import type { Configuration } from 'oidc-provider';
import { requestId } from '../http/middleware/request-log.ts';
import { errorInWords } from '../http/pages/error-in-words.ts';
import { errorPage } from '../http/pages/error-page.ts';
import { pageHeaders } from '../http/pages/page-headers.ts';

/** What the engine cannot tell a client, as a page for who is looking. */
export const renderError: NonNullable<Configuration['renderError']> = (ctx, out) => {
  // Made by Express; the engine's context only wraps it.
  const response = ctx.res as Response;
  ctx.set(pageHeaders());
  ctx.body = errorPage(errorInWords(out, requestId(response)));
};
