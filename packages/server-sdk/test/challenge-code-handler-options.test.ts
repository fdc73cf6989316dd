import { expect, test } from 'vitest';
import { challengeCodeHandler as expressHandler } from '../src/express/index.ts';
import { challengeCodeHandler as fetchHandler } from '../src/fetch/index.ts';
import { createEmbedClient } from '../src/index.ts';
import { thrownBy } from './support/failure.ts';

const embed = createEmbedClient({
  issuer: 'https://auth.example.com',
  clientId: 'client',
  clientSecret: 'secret',
});

test.each([
  ['origin', { origin: 'https://portal.example.com/' }],
  ['allowedOrigins.1', { allowedOrigins: ['https://a.example', 'http://b.example'] }],
  ['allowedOrigins', { allowedOrigins: [] }],
  ['', { origin: 'https://a.example', allowedOrigins: ['https://a.example'] }],
])('%s', (path, options) => {
  for (const make of [expressHandler, fetchHandler]) {
    const error = thrownBy(() => make(embed, options));
    expect(error.code).toBe('configuration_invalid');
    expect(error.errors?.[0]?.path).toBe(path);
  }
});
