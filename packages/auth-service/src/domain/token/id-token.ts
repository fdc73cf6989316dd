/** Seconds that an ID token lives (OpenID Connect Core §2). */
export const ID_TOKEN_LIFETIME = 3600;
