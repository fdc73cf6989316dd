import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { describe, expect, test } from 'vitest';
import { frameAncestors } from '../src/express/index.ts';
import { frameDocumentHeaders } from '../src/index.ts';
import { thrownBy } from './support/failure.ts';
import { json, startScriptedIssuer } from './support/scripted-issuer.ts';

const issuer = 'https://auth.example.com';

test('the recommended headers', () => {
  const headers = frameDocumentHeaders({ issuer });
  expect(headers).toMatchObject({
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
      `font-src 'self'; base-uri 'none'; form-action 'none'; connect-src 'self' ${issuer}`,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  expect(headers['permissions-policy']).toContain('camera=()');
  expect(headers['permissions-policy']).toContain('screen-wake-lock=()');
});

test('sources and features of one’s own', () => {
  const headers = frameDocumentHeaders({
    issuer,
    sources: { 'img-src': ['https://cdn.example.com'], 'worker-src': ["'self'"], 'font-src': [] },
    features: ['screen-wake-lock', 'fullscreen'],
  });
  const policy = headers['content-security-policy'];
  expect(policy).toContain('; img-src https://cdn.example.com; ');
  expect(policy).toContain("; font-src 'none'; ");
  expect(policy?.endsWith("; worker-src 'self'")).toBe(true);
  expect(headers['permissions-policy']).toContain('screen-wake-lock=(self), fullscreen=(self)');
  expect(headers['permissions-policy']).not.toContain('screen-wake-lock=()');
});

describe('what would say more than it seems to', () => {
  test.each([
    { sources: { 'img-src': ['https://a.example; script-src *'] } },
    { sources: { 'img-src': ['https://a.example, default-src *'] } },
    { sources: { 'img-src': ["'self' *"] } },
    { sources: { 'img-src': [''] } },
    { sources: { 'img-src\r\nx': ["'self'"] } },
    { sources: { 'frame-ancestors': ['*'] } },
    { features: ['camera=*, usb'] },
  ])('%j', (options) => {
    expect(thrownBy(() => frameDocumentHeaders({ issuer, ...options })).code).toBe(
      'configuration_invalid',
    );
  });

  test('in the issuer', () => {
    expect(() => frameDocumentHeaders({ issuer: 'https://a.example; script-src *' })).toThrow();
  });
});

test('EM8: beside frameAncestors both policies are one', async () => {
  const service = await startScriptedIssuer((_, response) =>
    json(response, 200, { client_id: 'c1', allowed_origins: ['https://portal.example.com'] }),
  );
  const frameable = frameAncestors({ issuer: service.url });
  const headers = frameDocumentHeaders({ issuer: service.url });
  const app = express().get(
    '/',
    (_request, response, next) => {
      response.set(headers);
      next();
    },
    frameable,
    (_, response) => void response.send('<p>'),
  );
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = (server.address() as AddressInfo).port;
  const response = await fetch(`http://127.0.0.1:${port}/?client_id=c1`);
  expect(response.headers.get('content-security-policy')).toBe(
    `${headers['content-security-policy']}; frame-ancestors https://portal.example.com`,
  );
  for (const [name, value] of Object.entries(headers))
    if (name !== 'content-security-policy') expect(response.headers.get(name)).toBe(value);
  server.close();
  server.closeAllConnections();
  await frameable.close();
  await service.close();
});
