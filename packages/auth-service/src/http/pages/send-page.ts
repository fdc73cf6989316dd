import type { RequestHandler, Response } from 'express';
import { pageHeaders } from './page-headers.ts';

export interface PageAnswer {
  /** Of HTTP; 200 by default. */
  status?: number;
  /** Where the page's form may lead on; see {@link pageHeaders}. */
  redirectTargets?: readonly string[];
}

export function sendPage(response: Response, page: string, answer: PageAnswer = {}): void {
  const { status = 200, redirectTargets } = answer;
  response.status(status).set(pageHeaders(redirectTargets)).send(page);
}

/** From here on this request is a person's: whatever is refused is answered as a page too. */
export function markAsPage({ locals }: Response): void {
  locals.pages = true;
}

/** Put before the handlers of a page: see {@link markAsPage}. */
export const answerPages: RequestHandler = (_request, response, next) => {
  markAsPage(response);
  next();
};

export const answersPages = ({ locals }: Response): boolean => locals.pages === true;
