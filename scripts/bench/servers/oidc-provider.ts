/** The peer: stock oidc-provider, client_credentials, its in-memory adapter. */
import express from 'express';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import { listen } from './ready.ts';

const { privateKey } = await generateKeyPair('ES256', { extractable: true });
const client = { client_id: 'bench', client_secret: 'bench-secret-of-thirty-two-letters' };
const provider = new Provider('http://127.0.0.1', {
  clients: [
    {
      ...client,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      id_token_signed_response_alg: 'ES256',
    },
  ],
  scopes: ['read:dashboards'],
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
  jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig' }] },
});

const app = express();
app.use(provider.callback());
listen(app, client);
