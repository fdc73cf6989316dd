import { describe } from 'vitest';
import { ADAPTERS } from './adapters.ts';
import { auditStoreContract } from './contracts/audit-store.contract.ts';
import { browserSessionStoreContract } from './contracts/browser-session-store.contract.ts';
import { challengeCodeStoreContract } from './contracts/challenge-code-store.contract.ts';
import { clientStoreContract } from './contracts/client-store.contract.ts';
import { delegationStoreContract } from './contracts/delegation-store.contract.ts';
import { devicePollStoreContract } from './contracts/device-poll-store.contract.ts';
import { directoryStoreContract } from './contracts/directory-store.contract.ts';
import { embeddedSessionStoreContract } from './contracts/embedded-session-store.contract.ts';
import { expiryMailStoreContract } from './contracts/expiry-mail-store.contract.ts';
import { idempotencyStoreContract } from './contracts/idempotency-store.contract.ts';
import { mintCandidateStoreContract } from './contracts/mint-candidate-store.contract.ts';
import { oauthArtifactStoreContract } from './contracts/oauth-artifact-store.contract.ts';
import { passwordStoreContract } from './contracts/password-store.contract.ts';
import { proofStoreContract } from './contracts/proof-store.contract.ts';
import { registrationStoreContract } from './contracts/registration-store.contract.ts';
import { signingKeyStoreContract } from './contracts/signing-key-store.contract.ts';
import { tokenCandidateStoreContract } from './contracts/token-candidate-store.contract.ts';
import { transactionContract } from './contracts/transaction.contract.ts';
import { webhookStoreContract } from './contracts/webhook-store.contract.ts';

const CONTRACTS = {
  'audit store': auditStoreContract,
  'browser-session store': browserSessionStoreContract,
  'challenge-code store': challengeCodeStoreContract,
  'client store': clientStoreContract,
  'delegation store': delegationStoreContract,
  'device-poll store': devicePollStoreContract,
  'directory store': directoryStoreContract,
  'embedded-session store': embeddedSessionStoreContract,
  'idempotency store': idempotencyStoreContract,
  'expiry-mail store': expiryMailStoreContract,
  'mint-candidate store': mintCandidateStoreContract,
  'OAuth-artifact store': oauthArtifactStoreContract,
  'password store': passwordStoreContract,
  'proof store': proofStoreContract,
  'registration store': registrationStoreContract,
  'signing-key store': signingKeyStoreContract,
  'token-candidate store': tokenCandidateStoreContract,
  transaction: transactionContract,
  'webhook store': webhookStoreContract,
};

describe.each(ADAPTERS)('$name', ({ open }) => {
  describe.each(Object.entries(CONTRACTS))('%s', (_name, contract) => {
    contract(open);
  });
});
