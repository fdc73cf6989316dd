import { sqlUsedJtis } from './used-jtis.ts';

/** DPoP proofs that were used (RFC 9449 §11.1). */
export const sqlProofStore = sqlUsedJtis('used_proofs');
