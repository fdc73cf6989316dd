import { PATHS } from '@casement/server-sdk/contract';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { USER_AGENT_MAX } from '../domain/browser-session/browser-session.ts';
import { describeUserAgent } from '../domain/browser-session/describe-user-agent.ts';
import type { LocateAddress } from '../domain/location/locate-address.ts';
import type { Stores } from '../domain/storage.ts';
import { type DeviceCodeView, deviceCodePage } from '../http/pages/device-code-page.ts';
import { deviceConfirmationPage } from '../http/pages/device-confirmation-page.ts';
import { deviceResultPage } from '../http/pages/device-result-page.ts';
import { formSecret, pageClientOf, showError, showPage } from './engine-page.ts';

type DeviceFlow = Extract<NonNullable<Configuration['features']>['deviceFlow'], object>;

/** What the engine's own names for a code that cannot be used mean to who typed it. */
const PROBLEMS: Readonly<Record<string, NonNullable<DeviceCodeView['problem']>>> = {
  NoCodeError: 'missing',
  NotFoundError: 'unknown',
  ExpiredError: 'expired',
  AlreadyUsedError: 'used',
};

/** The program that asked, in words, and the device that it says to be on. */
function programIn(userAgent: string): string | undefined {
  const { browser, device } = describeUserAgent(userAgent.slice(0, USER_AGENT_MAX));
  const known = [browser, device].filter((word) => word !== 'unknown');
  return known.length === 0 ? undefined : known.join(', ');
}

/** The device grant with our pages. */
export function deviceFlow(
  { clients }: Pick<Stores, 'clients'>,
  locate: LocateAddress,
): DeviceFlow {
  return {
    enabled: true,
    // Shown to who confirms it: only they can tell whether it is their own device.
    deviceInfo: (ctx) => ({
      address: ctx.ip,
      program: programIn(ctx.get('User-Agent')),
    }),
    async userCodeInputSource(ctx, _form, out, error) {
      if (error) leaveUnsaved(ctx);
      const problem = PROBLEMS[error?.name ?? ''];
      if (error === undefined || problem !== undefined) {
        if (problem !== undefined) ctx.status = problem === 'missing' ? 422 : 400;
        showCodePage(ctx, textOf((error as { userCode?: unknown } | undefined)?.userCode), problem);
      } else if (error.name === 'AbortedError') {
        const client = await pageClientOf(clients, ctx.oidc.deviceCode?.clientId);
        showPage(ctx, deviceResultPage({ outcome: 'cancelled', client }));
      } else {
        showError(ctx, out ?? { error: 'server_error' });
      }
    },
    async userCodeConfirmSource(ctx, _form, engineClient, device, userCode) {
      const client = await pageClientOf(clients, engineClient.clientId);
      const page = deviceConfirmationPage({
        action: PATHS.device,
        hidden: { ...formSecret(ctx), user_code: userCode },
        userCode,
        client: client ?? { name: engineClient.clientId },
        device: {
          address: textOf(device.address),
          location: locate(textOf(device.address)),
          program: textOf(device.program),
        },
      });
      showPage(ctx, page);
    },
    async successSource(ctx) {
      const client = await pageClientOf(clients, ctx.oidc.deviceCode?.clientId);
      showPage(ctx, deviceResultPage({ outcome: 'connected', client }));
    },
  };
}

/**
 * A link that has the code in it (RFC 8628 §3.3.1) leads to the page with the code filled in. The engine
 * would send it off by a script, and our pages have none.
 */
export function fillInCodeOfLink(ctx: KoaContextWithOIDC): void {
  const { route, params } = ctx.oidc;
  const userCode = textOf(params?.user_code);
  if (route !== 'code_verification' || ctx.method === 'POST' || userCode === undefined) return;
  if (ctx.status === 200) showCodePage(ctx, userCode);
}

/**
 * With an error the engine notes the secret of a form in the session, which nobody saves any more; where
 * the browser had none, it fails at that.
 */
function leaveUnsaved({ oidc: { session } }: KoaContextWithOIDC): void {
  if (session && session.exp === undefined) Object.assign(session, { touched: false });
}

function showCodePage(
  ctx: KoaContextWithOIDC,
  userCode: string | undefined,
  problem?: DeviceCodeView['problem'],
): void {
  showPage(
    ctx,
    deviceCodePage({ action: PATHS.device, hidden: formSecret(ctx), userCode, problem }),
  );
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
