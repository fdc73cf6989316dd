import { describe, expect, test } from 'vitest';
import { until } from '../support/eventually.ts';
import { frame, issuer, open, refusal, setUp, streaming, verifier } from './revocation-scene.ts';

setUp();

describe('start and stop', () => {
  test('close ends the stream and refuses from then on', async () => {
    const stop = await streaming();
    await verifier.close();
    await verifier.close();
    await until(() => issuer.open === 0);
    expect(verifier.status.mode).toBe('refusing');
    verifier.start();
    expect(await refusal(await frame.mint())).toMatchObject({ status: 503 });
    expect(issuer.streamRequests()).toHaveLength(1);
    stop();
  });

  test('without credentials nothing is asked, and the status says so', async () => {
    const local = open({ clientId: undefined, clientSecret: undefined });
    local.start();
    await frame.use(local, await frame.mint());
    expect(local.status).toMatchObject({ mode: 'local', lastEventAt: null, lastHeartbeatAt: null });
    expect(issuer.streamRequests()).toHaveLength(0);
    expect(issuer.introspections()).toHaveLength(0);
    await local.close();
  });

  test('counters are a copy', () => {
    verifier.counters.refused.made_up = 1;
    verifier.counters.verified = 7;
    expect(verifier.counters).toMatchObject({ verified: 0, refused: {} });
  });
});
