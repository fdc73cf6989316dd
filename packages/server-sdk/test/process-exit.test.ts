import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startEventIssuer } from './support/event-issuer.ts';
import { signingKey } from './support/token-issuer.ts';

test('a verifier that follows the stream does not keep its process alive', async () => {
  const issuer = await startEventIssuer(await signingKey('k1'));
  const program = fileURLToPath(new URL('support/idle-verifier.ts', import.meta.url));
  const child = spawn(process.execPath, [program, issuer.url], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  expect(issuer.streamRequests()).toHaveLength(1);
  await issuer.close();
});
