import type { ErrorView } from './error-page.ts';

/** Ends a request with an error page. */
export class PageRefusal extends Error {
  override readonly name = 'PageRefusal';
  readonly status: number;
  readonly view: Omit<ErrorView, 'requestId'>;

  /** @param status of HTTP */
  constructor(status: number, view: Omit<ErrorView, 'requestId'>) {
    super(view.details?.description ?? view.title);
    this.status = status;
    this.view = view;
  }
}
