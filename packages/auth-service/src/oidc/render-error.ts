import type { Configuration } from 'oidc-provider';
import { showError } from './engine-page.ts';

/** What the engine cannot tell a client, as a page for who is looking. */
export const renderError: NonNullable<Configuration['renderError']> = (ctx, out) =>
  showError(ctx, out);
