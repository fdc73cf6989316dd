import type { Response } from 'express';
import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import type { ClientStore } from '../domain/client/client-store.ts';
import { requestId } from '../http/middleware/request-log.ts';
import { errorInWords } from '../http/pages/error-in-words.ts';
import { errorPage } from '../http/pages/error-page.ts';
import { formNotValid } from '../http/pages/form-token.ts';
import type { PageClient } from '../http/pages/page-client.ts';
import { pageHeaders } from '../http/pages/page-headers.ts';

/** Answers a page of ours where the engine has one of its own. */
export function showPage(
  ctx: KoaContextWithOIDC,
  page: string,
  redirectTargets: readonly string[] = [],
): void {
  ctx.set(pageHeaders(redirectTargets));
  ctx.body = page;
}

/** Answers an error of the engine in words. */
export function showError(ctx: KoaContextWithOIDC, error: ErrorOut): void {
  // Made by Express; the engine's context only wraps it.
  const id = requestId(ctx.res as Response);
  const { error_description: description = '' } = error;
  if (!FOREIGN_FORM.test(description)) {
    showPage(ctx, errorPage(errorInWords(error, id)));
    return;
  }
  const { status, view } = formNotValid(description);
  ctx.status = status;
  showPage(ctx, errorPage({ ...view, requestId: id }));
}

/** What proves to the engine that a form is of this browser's session: its field `xsrf`. */
export function formSecret(ctx: KoaContextWithOIDC): { xsrf: string } {
  const secret = ctx.oidc.session?.state?.secret;
  return { xsrf: typeof secret === 'string' ? secret : '' };
}

/** The engine's words for a form that was not handed out to this browser. */
const FOREIGN_FORM = /xsrf token invalid|could not find (device form|logout) details/;

/** A client as pages show it. */
export async function pageClientOf(
  clients: Pick<ClientStore, 'find'>,
  clientId: string | undefined,
): Promise<PageClient | undefined> {
  const client = clientId === undefined ? undefined : await clients.find(clientId);
  if (client?.type !== 'app') return undefined;
  return { name: client.name, uri: client.clientUri, contact: client.contact };
}
