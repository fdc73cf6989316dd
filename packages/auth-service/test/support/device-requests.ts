import { expect } from 'vitest';
import { DEVICE_GRANT } from '../../src/domain/client/oauth-client.ts';
import { type Browser, createBrowser, type Visit } from './browser.ts';
import { allow, signIn } from './code-flow.ts';
import { postForm } from './oauth-requests.ts';
import type { TestService } from './test-service.ts';

/** What a device gets to hear (RFC 8628 §3.2). */
export interface DeviceCodes {
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete: string;
  expires_in: number;
  interval: number;
}

/** A command-line tool's client: public, device flow only. */
export async function createDeviceClient(
  service: TestService,
  input: Partial<Parameters<TestService['administration']['clients']['createAppClient']>[0]> = {},
): Promise<string> {
  const { client } = await service.administration.clients.createAppClient({
    name: 'Meter reader',
    confidential: false,
    grantTypes: [DEVICE_GRANT],
    ...input,
  });
  return client.id;
}

export const postDeviceAuthorization = (
  service: TestService,
  form: Record<string, string>,
  headers?: Record<string, string>,
): Promise<Response> => postForm(service, '/oauth2/device_authorization', form, headers);

export async function deviceCodes(
  service: TestService,
  clientId: string,
  form: Record<string, string> = {},
): Promise<DeviceCodes> {
  const response = await postDeviceAuthorization(service, { client_id: clientId, ...form });
  const body = (await response.json()) as DeviceCodes;
  expect(response.status, JSON.stringify(body)).toBe(200);
  return body;
}

/** A device asks whether its user has decided. */
export const poll = (
  service: TestService,
  clientId: string,
  { device_code }: Pick<DeviceCodes, 'device_code'>,
): Promise<Response> =>
  postForm(service, '/oauth2/token', {
    grant_type: DEVICE_GRANT,
    client_id: clientId,
    device_code,
  });

/** Types the code, and confirms that it is what the device shows. */
export async function confirmCode(
  browser: Browser,
  { user_code }: Pick<DeviceCodes, 'user_code'>,
): Promise<Visit> {
  await browser.open('/device');
  await browser.submit({ user_code });
  return browser.submit({ confirm: 'yes' });
}

/** Ana connects the device, in `team`. */
export async function connectDevice(
  service: TestService,
  codes: Pick<DeviceCodes, 'user_code'>,
  browser: Browser = createBrowser(service),
): Promise<Visit> {
  let visit = await confirmCode(browser, codes);
  if (visit.body.includes('name="password"')) visit = await signIn(browser);
  return allow(browser, service.team.id);
}
