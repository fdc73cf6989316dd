/** Time-outs towards an issuer that is there but slow, which it is in tests by the machine's fault alone. */
export const PATIENT = { connectMs: 60_000, headersMs: 120_000, bodyMs: 120_000, totalMs: 180_000 };
