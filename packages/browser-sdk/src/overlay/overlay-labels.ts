/** Texts that viewers read or hear. `{…}` is filled in. */
export interface StandardLabels {
  /** `{title}` */
  loading: string;
  /** Loading takes long, for the reason below it. */
  waiting: string;
  /** `{time}` */
  stale: string;
  /** `{time}` */
  paused: string;
  /** `{title}` */
  failed: string;
  /** Said, not shown, when the data is live again. */
  live: string;
  /** `{seconds}` */
  nextTry: string;
  trying: string;
  retry: string;
  /** What to do where trying again does not help. The error's code follows. */
  advice: string;
  // Reasons: of an error code, or of a family of them.
  offline: string;
  login_required: string;
  user_changed: string;
  client_disabled: string;
  session_revoked: string;
  user_not_eligible: string;
  portal: string;
  issuer: string;
  frame: string;
  setup: string;
  other: string;
}

/** Texts of one's own, by name; any error code may be a name, too, and is then the reason's text. */
export type OverlayLabels = { readonly [Name in keyof StandardLabels]?: string | undefined } & {
  readonly [code: string]: string | undefined;
};
