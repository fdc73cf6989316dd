import type { ErrorView } from './error-page.ts';

const START_AGAIN =
  'Go back to the application and start again. If it happens again, give its operator the details below.';
const TELL_THE_OPERATOR =
  'You cannot fix this yourself. Give the operator of the application the details below.';

/** What people are told, by OAuth's codes and ours; the code itself stays in the details. */
const WORDS: Readonly<Record<string, Pick<ErrorView, 'title' | 'message' | 'remedy'>>> = {
  invalid_client: {
    title: 'This application is not known here',
    message: 'It may have been switched off, or its address may have been copied incompletely.',
    remedy: TELL_THE_OPERATOR,
  },
  invalid_redirect_uri: {
    title: 'The return address is not registered',
    message:
      'The application asks to send you to an address that it has not registered, so you were not sent there.',
    remedy: TELL_THE_OPERATOR,
  },
  invalid_request: {
    title: 'The request is not complete',
    message: 'The application or a link has sent something that cannot be answered.',
    remedy: START_AGAIN,
  },
  session_not_found: {
    title: 'This sign-in has expired',
    message: 'It took too long, was finished in another window, or cookies are blocked here.',
    remedy: 'Go back to the application and start again, with cookies allowed for this site.',
  },
  access_denied: {
    title: 'Access was not allowed',
    message: 'Nothing was shared with the application.',
    remedy: 'You can close this window, or go back to the application.',
  },
  slow_down: {
    title: 'Too many attempts',
    message: 'To keep accounts safe, only so many attempts are answered in a time.',
    remedy: 'Wait a few minutes, then try again.',
  },
  not_found: {
    title: 'There is no such page',
    message: 'The address may have been copied incompletely, or the page is gone.',
    remedy: 'Check the address, or go back to where you came from.',
  },
  method_not_allowed: {
    title: 'This address takes no such request',
    message: 'It was called in a way that it does not answer.',
    remedy: START_AGAIN,
  },
  server_error: {
    title: 'Something went wrong here',
    message: 'It is not your fault, and nothing was shared.',
    remedy: 'Try again in a moment. If it does not help, give the operator the request ID below.',
  },
};

const OTHER = {
  title: 'This did not work',
  message: 'The request could not be answered, and nothing was shared with the application.',
  remedy: START_AGAIN,
} as const;

/**
 * An error, by its code and description, as a page for who meets it.
 *
 * @param requestId finds the request in the log
 */
export function errorInWords(
  { error, error_description }: { error: string; error_description?: string | undefined },
  requestId?: string,
): ErrorView {
  const expired = error === 'invalid_request' && /session not found/.test(error_description ?? '');
  return {
    ...(WORDS[expired ? 'session_not_found' : error] ?? OTHER),
    details: { error, description: error_description },
    requestId,
  };
}
