/**
 * Who may register clients by themselves: nobody; who has an initial access token; or, beside them,
 * everybody, whose clients then wait until an administrator resumes them.
 */
export const REGISTRATION_MODES = ['off', 'token', 'approval'] as const;
export type RegistrationMode = (typeof REGISTRATION_MODES)[number];
