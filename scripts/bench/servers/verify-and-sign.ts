/** The floor under every DPoP token endpoint: one ES256 verification, one ES256 signature. */
import express from 'express';
import { EmbeddedJWK, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { listen } from './ready.ts';

const signer = await generateKeyPair('ES256');
const kid = (await exportJWK(signer.publicKey)).x?.slice(0, 8) ?? '';

const app = express();
app.use(express.urlencoded({ extended: false }));
app.post('/', async (request, response) => {
  const proof = await jwtVerify(request.get('dpop') ?? '', EmbeddedJWK, { algorithms: ['ES256'] });
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({
    sub: 'user',
    jti: proof.payload.jti ?? '',
    exp: now + 300,
    iat: now,
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
    .sign(signer.privateKey);
  response.json({ access_token: token, token_type: 'DPoP', expires_in: 300 });
});
listen(app);
