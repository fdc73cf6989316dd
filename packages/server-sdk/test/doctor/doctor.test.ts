import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { exportJWK, exportPKCS8, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHECKS } from '../../src/doctor/finding.ts';
import { addressOf, listening } from '../integration/real-service.ts';
import { startScriptedIssuer } from '../support/scripted-issuer.ts';
import { checksThat, type DoctorScene, findingOf, PORTAL, startScene } from './scene.ts';

let scene: DoctorScene;

beforeAll(async () => {
  scene = await startScene();
});

afterAll(() => scene.close());

describe('EM18 where all is well', () => {
  test('every check passes but TLS, which loopback does not have', async () => {
    const report = await scene.report();
    expect(checksThat(report, 'fail')).toEqual([]);
    expect(checksThat(report, 'warn')).toEqual([]);
    expect(checksThat(report, 'skip')).toEqual(['tls']);
    expect(report.checks.map(({ check }) => check)).toEqual(Object.keys(CHECKS));
    expect(report).toMatchObject({ verdict: 'healthy', exit_code: 0 });
  });

  test('people get a line per check and the verdict last; no secret and no code', async () => {
    const { stdout, exitCode, last } = await scene.run(scene.args());
    expect(exitCode).toBe(0);
    expect(last).toBe('Healthy: nothing to do (1 check not made, see above).');
    for (const title of Object.values(CHECKS)) expect(stdout).toContain(title);
    for (const secret of Object.values(scene.env)) expect(stdout).not.toContain(secret);
    expect(stdout).not.toContain('csm_cc_');
  });

  test('without --dashboard the rest is examined', async () => {
    const report = await scene.report({ dashboard: undefined, 'dashboard-client-id': undefined });
    expect(report.exit_code).toBe(0);
    expect(checksThat(report, 'skip')).toEqual([
      'tls',
      'dashboard',
      'frame_ancestors',
      'x_frame_options',
      'cookies',
      'token_cors',
      'security_events',
    ]);
  });

  test('a private key from a file serves instead of the secret', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'doctor' };
    await scene.service.administration.clients.addKey(scene.clientId, { jwk });
    const file = join(scene.folder, 'key.pem');
    await writeFile(file, await exportPKCS8(privateKey), { mode: 0o600 });
    const env = { CASEMENT_DASHBOARD_CLIENT_SECRET: 'dashboard-secret-of-tests' };
    const report = await scene.report({ 'private-key': file, 'key-id': 'doctor' }, env);
    expect(findingOf(report, 'credentials')).toMatchObject({ verdict: 'pass' });
    expect(findingOf(report, 'credentials').seen).toContain('private key');
  });
});

describe('the issuer', () => {
  test('nobody there', async () => {
    const server = await listening(createServer());
    const issuer = addressOf(server);
    server.close();
    const report = await scene.report({ issuer });
    expect(checksThat(report, 'fail')).toEqual(['issuer']);
    expect(findingOf(report, 'issuer').seen).toContain('ECONNREFUSED');
    expect(report.sentence).toContain('start the auth service');
    expect(findingOf(report, 'dashboard').verdict).toBe('pass');
  });

  test('never answers', async () => {
    const mute = await startScriptedIssuer();
    const report = await scene.report({ issuer: mute.url, timeout: '0.3' });
    expect(findingOf(report, 'issuer')).toMatchObject({ verdict: 'fail' });
    expect(findingOf(report, 'issuer').seen).toContain('no answer within 0.3 s');
    await mute.close();
  });

  test('another service answers: it is sent no secret', async () => {
    const other = await startScriptedIssuer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Welcome');
    });
    const report = await scene.report({ issuer: other.url });
    expect(checksThat(report, 'fail')).toEqual(['metadata']);
    expect(findingOf(report, 'credentials').verdict).toBe('skip');
    expect(other.requests.map(({ url }) => url)).toEqual([
      '/.well-known/oauth-authorization-server',
    ]);
    expect(other.requests[0]?.headers.authorization).toBeUndefined();
    await other.close();
  });

  test('the same service under another name is not the issuer', async () => {
    const issuer = scene.service.issuer.replace('localhost', '127.0.0.1');
    const report = await scene.report({ issuer });
    expect(findingOf(report, 'metadata')).toMatchObject({ verdict: 'fail' });
    expect(findingOf(report, 'metadata').seen).toContain(scene.service.issuer);
    expect(report.sentence).toContain('CASEMENT_ISSUER');
  });

  test.each([
    [0, 'pass'],
    [20_000, 'warn'],
    [-20_000, 'warn'],
    [90_000, 'fail'],
    [-3_600_000, 'fail'],
  ])('a clock that is off by %i ms: %s', async (offset, verdict) => {
    const report = await scene.report({}, undefined, () => Date.now() + offset);
    const clock = findingOf(report, 'clock');
    expect(clock.verdict).toBe(verdict);
    expect(clock.seen).toMatch(offset < 0 ? /behind/ : /ahead of|behind/);
    expect(report.exit_code).toBe(verdict === 'fail' ? 1 : 0);
    if (verdict !== 'pass') expect(report.sentence).toContain('NTP');
  });
});

describe('credentials, client, audience, origin, user', () => {
  test('a wrong secret: the origin is judged all the same', async () => {
    const secret = 'csm_cs_wrong-secret';
    const answer = await scene.run(scene.args(), { ...scene.env, CASEMENT_CLIENT_SECRET: secret });
    expect(answer.exitCode).toBe(1);
    expect(answer.last).toContain(`casement clients rotate-secret ${scene.clientId}`);
    expect(answer.stdout).not.toContain(secret);
    const report = await scene.report({}, { ...scene.env, CASEMENT_CLIENT_SECRET: secret });
    expect(checksThat(report, 'fail')).toEqual(['credentials']);
    expect(findingOf(report, 'origin').verdict).toBe('pass');
    expect(findingOf(report, 'user').verdict).toBe('skip');
  });

  test('an unknown client', async () => {
    const report = await scene.report({ 'client-id': 'nobody' });
    expect(checksThat(report, 'fail')).toEqual(['credentials', 'frame_ancestors']);
    expect(report.sentence).toContain('Is nobody the right client');
  });

  test('a paused client', async () => {
    const { clients } = scene.service.administration;
    await clients.pause(scene.clientId);
    try {
      const report = await scene.report();
      expect(findingOf(report, 'credentials').verdict).toBe('pass');
      expect(findingOf(report, 'client').verdict).toBe('fail');
      expect(report.sentence).toContain(`casement clients resume ${scene.clientId}`);
    } finally {
      await clients.resume(scene.clientId);
    }
  });

  test.each([
    ['https://other.example.com', undefined],
    ['https://portal.example.com:8443', PORTAL],
    ['https://www.portal.example.com', PORTAL],
  ])('an origin that is not registered: %s', async (origin, nearest) => {
    const report = await scene.report({ origin });
    expect(checksThat(report, 'fail')).toEqual(['origin', 'frame_ancestors']);
    const { seen, todo = '' } = findingOf(report, 'origin');
    expect(seen).toContain(PORTAL);
    expect(todo).toContain(`casement clients origins add ${scene.clientId} ${origin}`);
    expect(todo.includes(`really is at ${nearest}`)).toBe(nearest !== undefined);
    expect(report.sentence).toContain(todo);
  });

  test('an audience that is not configured', async () => {
    const report = await scene.report({ audience: 'https://elsewhere.example.com' });
    expect(checksThat(report, 'fail')).toEqual(['audience']);
    expect(report.sentence).toContain('CASEMENT_DASHBOARDS_FILE');
    expect((await scene.report({ audience: undefined })).exit_code).toBe(0);
  });

  test('a dynamic client without a user', async () => {
    const report = await scene.report({ user: undefined });
    expect(checksThat(report, 'fail')).toEqual(['user']);
    expect(report.sentence).toContain('give --user <email>');
  });

  test('a user outside the team', async () => {
    const report = await scene.report({ user: 'eve@example.com' });
    expect(checksThat(report, 'fail')).toEqual(['user']);
    expect(report.sentence).toContain('casement members set eve@example.com');
  });

  test('a static client, without and with a user', async () => {
    const { clients } = scene.service.administration;
    const known = await clients.get(scene.clientId);
    const teamId = known.type === 'embedded' ? known.teamId : '';
    const { client, clientSecret } = await clients.createEmbeddedClient({
      name: 'Wall',
      teamId,
      userMode: 'static',
      staticUser: 'ana@example.com',
      allowedOrigins: [PORTAL],
    });
    const env = { ...scene.env, CASEMENT_CLIENT_SECRET: clientSecret };
    const changes = { 'client-id': client.id, dashboard: undefined };
    expect((await scene.report({ ...changes, user: undefined }, env)).exit_code).toBe(0);
    const report = await scene.report(changes, env);
    expect(checksThat(report, 'fail')).toEqual(['user']);
    expect(report.sentence).toContain('leave --user out');
  });
});

describe('the dashboard application’s own credentials', () => {
  test('wrong ones do not open the event stream', async () => {
    const secret = 'not-the-dashboards-secret';
    const env = { ...scene.env, CASEMENT_DASHBOARD_CLIENT_SECRET: secret };
    const report = await scene.report({}, env);
    expect(checksThat(report, 'fail')).toEqual(['security_events']);
    expect(JSON.stringify(report)).not.toContain(secret);
  });

  test('an embedded client’s are refused as well', async () => {
    const report = await scene.report(
      { 'dashboard-client-id': scene.clientId },
      { ...scene.env, CASEMENT_DASHBOARD_CLIENT_SECRET: scene.clientSecret },
    );
    expect(checksThat(report, 'fail')).toEqual(['security_events']);
  });
});

test('a dashboard at an origin that the issuer does not know may not exchange', async () => {
  const elsewhere = scene.dashboardUrl.replace('127.0.0.1', 'localhost');
  const report = await scene.report({ dashboard: `${elsewhere}/` });
  expect(checksThat(report, 'fail')).toEqual(['token_cors']);
  expect(report.sentence).toContain('CASEMENT_DASHBOARDS_FILE');
});
