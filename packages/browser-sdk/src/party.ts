import type { CasementErrorCode } from './errors.ts';

/** The other party of an exchange. */
export interface Party {
  /** How it is called in messages. */
  name: string;
  /** How the codes of its faults begin. */
  prefix: 'portal' | 'issuer';
  /** What a 401 without a Casement error body means. */
  unauthorized: CasementErrorCode;
}
