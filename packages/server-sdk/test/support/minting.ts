import { afterEach, beforeEach } from 'vitest';
import { createEmbedClient, type EmbedClient } from '../../src/index.ts';
import { PATIENT } from './patience.ts';
import { json, type Script, type ScriptedIssuer, startScriptedIssuer } from './scripted-issuer.ts';

const mintsFresh: Script = (_, response) =>
  json(response, 201, { challenge_code: 'csm_cc_fresh', expires_in: 60 });

/** An issuer that mints, and a client of it that tries once: new for each test of a file, read within tests only. */
export function setMinting(script = mintsFresh): {
  readonly issuer: ScriptedIssuer;
  readonly embed: EmbedClient;
} {
  let minting: { issuer: ScriptedIssuer; embed: EmbedClient } | undefined;
  beforeEach(async () => {
    const issuer = await startScriptedIssuer(script);
    const embed = createEmbedClient({
      issuer: issuer.url,
      clientId: 'client',
      clientSecret: 'secret',
      timeouts: PATIENT,
      retry: { maxAttempts: 1 },
    });
    minting = { issuer, embed };
  });
  afterEach(async () => {
    await minting?.embed.close();
    await minting?.issuer.close();
  });
  const current = () => {
    if (minting === undefined) throw new Error('there is an issuer within tests only');
    return minting;
  };
  return {
    get issuer() {
      return current().issuer;
    },
    get embed() {
      return current().embed;
    },
  };
}
