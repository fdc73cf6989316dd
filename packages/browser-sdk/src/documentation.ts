/** Where the codes are explained, relative to the repository and to the package. The one place to change it. */
const DOCUMENTATION = 'docs/errors.md#';

/** The link to a code's meaning, cause and remedy. */
export function documentationOf(code: string): string {
  return DOCUMENTATION + code;
}
