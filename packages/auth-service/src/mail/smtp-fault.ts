/** What the reason of a mail that did not go out means, and where to look; the first that fits. */
const FAULTS: readonly [sign: RegExp, meaning: string][] = [
  [/AUTH/, 'It does not accept the user and password of CASEMENT_SMTP_URL.'],
  [/MAIL FROM/, 'It does not accept the sender, CASEMENT_MAIL_FROM.'],
  [/RCPT TO/, 'It does not accept the recipient.'],
  [/EDNS|ENOTFOUND/, 'The host in CASEMENT_SMTP_URL has no address.'],
  [/ECONNREFUSED/, 'Nothing listens at the host and port of CASEMENT_SMTP_URL.'],
  [
    /TLS|CERT|SSL/,
    'No trusted TLS connection came about: see whether port and smtp:// or smtps:// in CASEMENT_SMTP_URL belong together, and whose certificate it has.',
  ],
  [/TIME/, 'It did not answer in time: see host and port of CASEMENT_SMTP_URL, and firewalls.'],
];

/** Says in words what a mailer's `reason` means. */
export function smtpFault(reason: string): string {
  return FAULTS.find(([sign]) => sign.test(reason))?.[1] ?? 'See CASEMENT_SMTP_URL.';
}
