/** A program that follows the event stream and has nothing else to do; arguments: issuer. */
import { createSessionVerifier } from '../../src/index.ts';

const verifier = createSessionVerifier({
  issuer: process.argv[2] ?? '',
  audience: 'https://dash.example.com',
  clientId: 'dashboard',
  clientSecret: 'dashboard-secret',
});
// Held open by this timer until the stream is current; from then on by nothing.
const timer = setTimeout(() => process.exit(9), 120_000);
verifier.on('statuschange', ({ mode }) => {
  if (mode !== 'streaming') process.exit(8);
  clearTimeout(timer);
});
verifier.start();
