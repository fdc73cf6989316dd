import { refusalAnswer } from '../verifier/refused.ts';

/**
 * The answer to what `verifier.verify` or `assertPermission` threw: 401, 403 or 503 with
 * `WWW-Authenticate` and a JSON body. Anything else is thrown on.
 * @param options `oauth` where `verifier.verifyOAuth` is called, so that the answer asks for such tokens, too
 * @example
 * const session = await verifier.verify(request).catch(refusalResponse);
 * if (session instanceof Response) return session;
 */
export function refusalResponse(
  error: unknown,
  { oauth = false }: { oauth?: boolean | undefined } = {},
): Response {
  const answer = refusalAnswer(error, oauth);
  if (answer === undefined) throw error;
  return new Response(JSON.stringify(answer.body), {
    status: answer.status,
    headers: answer.headers,
  });
}
