import { type Finding, fail, pass, skip, warn } from '../finding.ts';
import { headerValues, type Look } from '../look.ts';

/** `Date` has whole seconds, and clocks that are kept right differ by less. */
const FINE_MS = 5_000;
/** The issuer and the verifier accept proofs of this age in either direction. */
const PROOF_TOLERANCE_MS = 60_000;

/** Compares the issuer's `Date` with this machine's clock. */
export function clockFinding(look: Look): Finding {
  if (!look.ok) return skip('clock', 'The issuer does not answer.');
  const date = Date.parse(headerValues(look.headers, 'date')[0] ?? '');
  if (Number.isNaN(date))
    return warn(
      'clock',
      'The issuer’s answers have no Date.',
      'Let the proxy keep the header: frames on machines with a wrong clock correct themselves by it.',
    );
  // Half a second more, as the header cuts the fraction off; half the way there and back.
  const ahead = (look.sentAt + look.answeredAt) / 2 - (date + 500);
  const uncertainty = (look.answeredAt - look.sentAt) / 2 + 500;
  const seen = `This machine is ${seconds(Math.abs(ahead))} s ${ahead < 0 ? 'behind' : 'ahead of'} the issuer (± ${seconds(uncertainty)} s).`;
  if (Math.abs(ahead) <= FINE_MS + uncertainty) return pass('clock', seen);
  const todo = 'Keep both clocks right by NTP (timedatectl status).';
  if (Math.abs(ahead) <= PROOF_TOLERANCE_MS) return warn('clock', seen, todo);
  return fail(
    'clock',
    seen,
    `${todo} Beyond 60 s a verifier here refuses every proof, and assertions by private key fail.`,
  );
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
