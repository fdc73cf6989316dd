import { checkDashboardEvent, type DashboardEvent } from '../protocol/dashboard-event.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import type {
  ChallengeCode,
  ChallengeCodeQuery,
  HostMethods,
  Welcome,
} from '../protocol/window-protocol.ts';
import { fail, ok, type Result } from '../result.ts';
import type { ChallengeCodeRequest } from './challenge-code-request.ts';

export interface HostSide {
  welcome(): Omit<Welcome, 'version'>;
  requestChallengeCode(request: ChallengeCodeRequest): Promise<Result<ChallengeCode>>;
  onStatus(status: unknown): void;
  onHeight(height: unknown): void;
  onEvent(event: DashboardEvent): void;
  onGoodbye(): void;
}

/** What the frame may call. Everything that it sends is checked here, as from a stranger. */
export function createHostMethods(host: HostSide): HostMethods {
  return {
    hello(hello) {
      const version = hello?.version;
      return version === PROTOCOL_VERSION
        ? ok({ version: PROTOCOL_VERSION, ...host.welcome() })
        : fail('protocol_mismatch', `The page speaks version ${PROTOCOL_VERSION}.`);
    },
    async requestChallengeCode(query) {
      return isQuery(query)
        ? host.requestChallengeCode(asRequest(query))
        : fail('invalid_request', 'reason, keyThumbprint or attempt is wrong.');
    },
    reportStatus: host.onStatus,
    reportHeight: host.onHeight,
    receiveEvent(type, payload) {
      const event = checkDashboardEvent(type, payload);
      if (event.ok) host.onEvent(event.value);
    },
    goodbye: host.onGoodbye,
  };
}

function isQuery(value: Partial<ChallengeCodeQuery> | undefined): value is ChallengeCodeQuery {
  return (
    /^(initial|renewal|recovery)$/.test(String(value?.reason)) &&
    /^[\w-]{43}$/.test(String(value?.keyThumbprint)) &&
    Number.isSafeInteger(value?.attempt)
  );
}

function asRequest({ reason, keyThumbprint, attempt }: ChallengeCodeQuery): ChallengeCodeRequest {
  return {
    reason,
    keyThumbprint,
    attempt,
    toJSON: () => ({ key_thumbprint: keyThumbprint, reason, attempt }),
  };
}
