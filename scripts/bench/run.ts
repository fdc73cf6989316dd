/**
 * `pnpm bench`: mint, exchange and client credentials beside their floors and a peer, and verifying
 * requests beside introspecting them, in turns within the same run, so that whatever else the machine
 * does meets all of them alike. Prints medians and ratios.
 *
 * `--requests N` (default 2000) per round, `--rounds N` (default 5).
 */
import { parseArgs } from 'node:util';
import { benchClientList } from './client-list.ts';
import { makeFrame, type Service } from './frame.ts';
import { type Load, load } from './load.ts';
import { median, table } from './report.ts';
import { startResourceServer } from './resource-server.ts';
import { startServer, stopServers } from './server-process.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '5' },
  },
});
const requests = Number(values.requests);
const rounds = Number(values.rounds);
if (!Number.isInteger(requests) || requests < 100 || !Number.isInteger(rounds) || rounds < 1) {
  throw new Error('--requests takes a whole number from 100, --rounds one from 1');
}

const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
/** What a service asks for, of our token endpoint and of the peer's. */
const clientCredentials = 'grant_type=client_credentials&scope=read:dashboards';
const basic = (client: { client_id: string; client_secret: string }) => ({
  authorization: `Basic ${Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64')}`,
});

const measured = {
  express: { name: 'bare Express JSON handler', rounds: [] as Load[] },
  mint: { name: 'mint: POST /embed/challenge-codes', rounds: [] as Load[] },
  peer: { name: 'oidc-provider client_credentials, in memory', rounds: [] as Load[] },
  token: { name: 'client credentials: POST /oauth2/token', rounds: [] as Load[] },
  signing: { name: 'Express, one ES256 verification + signature', rounds: [] as Load[] },
  exchange: { name: 'exchange: POST /embed/token', rounds: [] as Load[] },
  verify: { name: 'verify a request, token known, fresh proof', rounds: [] as Load[] },
  introspect: { name: 'the same, introspecting each request', rounds: [] as Load[] },
};

let clientList = '';
try {
  const [express, signing, peer, service] = await Promise.all([
    startServer('express-json'),
    startServer('verify-and-sign'),
    startServer<{ url: string; client_id: string; client_secret: string }>('oidc-provider'),
    startServer<Service>('auth-service'),
  ]);
  const frame = await makeFrame(service);
  const api = await startResourceServer(service);

  const runRound = async (): Promise<Record<keyof typeof measured, Load>> => {
    const codes: string[] = [];
    const atExpress = await load(
      { url: express.url, headers: json, body: frame.mintBody },
      requests,
    );
    const atMint = await load(
      {
        url: `${service.url}/embed/challenge-codes`,
        headers: { ...json, ...basic(service) },
        body: frame.mintBody,
        onAnswer: (answer) => codes.push(JSON.parse(answer).challenge_code),
      },
      requests,
    );
    const atPeer = await load(
      {
        url: `${peer.url}/token`,
        headers: { ...form, ...basic(peer) },
        body: clientCredentials,
      },
      requests,
    );
    const atToken = await load(
      {
        url: `${service.url}/oauth2/token`,
        headers: { ...form, ...basic(service.service_client) },
        body: clientCredentials,
      },
      requests,
    );
    const exchanges = await frame.exchanges(codes);
    const atSigning = await load({ url: signing.url, headers: form, body: exchanges }, requests);
    const atExchange = await load(
      {
        url: `${service.url}/embed/token`,
        headers: { ...form, origin: service.dashboard_origin },
        body: exchanges,
      },
      requests,
    );
    return {
      express: atExpress,
      mint: atMint,
      peer: atPeer,
      token: atToken,
      signing: atSigning,
      exchange: atExchange,
      verify: await api.verifying(requests),
      introspect: await api.introspecting(requests),
    };
  };

  await runRound(); // to warm up; not counted
  for (let round = 0; round < rounds; round++) {
    const results = await runRound();
    for (const name of Object.keys(results) as (keyof typeof results)[]) {
      measured[name].rounds.push(results[name]);
    }
  }
  await api.close();
  clientList = await benchClientList();
} finally {
  stopServers();
}

const throughput = (name: keyof typeof measured) =>
  median(measured[name].rounds.map((round) => round.throughput));
const ratio = (name: keyof typeof measured, beside: keyof typeof measured) =>
  throughput(name) / throughput(beside);

process.stdout.write(
  table(Object.values(measured), [
    { name: 'mint ÷ bare Express', value: ratio('mint', 'express'), bound: 0.5 },
    { name: 'mint ÷ oidc-provider', value: ratio('mint', 'peer'), bound: 1.5 },
    { name: 'client credentials ÷ oidc-provider', value: ratio('token', 'peer'), bound: 0.8 },
    { name: 'exchange ÷ verify and sign', value: ratio('exchange', 'signing'), bound: 0.6 },
    { name: 'verify ÷ introspect each request', value: ratio('verify', 'introspect'), bound: 10 },
  ]),
);
process.stdout.write(`\n${clientList}`);
