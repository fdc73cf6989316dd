/** A JSON value that is an object; the document is built of these. */
export type Json = Record<string, unknown>;
