import type { Clock } from '../clock.ts';
import type { Locale } from '../locale/locale.ts';
import type { Mail, Mailer } from '../mail/mailer.ts';
import type { Storage } from '../storage.ts';
import type { ExpiryNotice } from './expiry-notice.ts';
import type { ExpiryStage } from './expiry-stage.ts';

export interface ExpiryMailing {
  storage: Storage;
  clock: Clock;
  /** `undefined`: no mail server is configured; what would have been sent is recorded as unsent. */
  mailer: Mailer | undefined;
  compose: (notice: ExpiryNotice) => Mail;
  /** In which language people are written to who chose none. */
  locale: Locale;
  /** Hears of every mail, for the log. Never told an address. */
  onOutcome: (outcome: ExpiryMailOutcome) => void;
}

export interface ExpiryMailOutcome {
  kind: 'sent' | 'failed' | 'unsent' | 'delayed';
  clientId: string;
  secretId: string;
  stage: ExpiryStage;
  /** Absent where nobody is to be told. */
  recipientId?: string | undefined;
  reason?: string | undefined;
}
