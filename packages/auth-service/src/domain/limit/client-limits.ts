import { type ClientLimitName, type LimitedClient, type Limits, limitedKey } from './limits.ts';

/**
 * Counts one request of a client by both limits, the client's own and the service's: whichever is smaller
 * bites, so that nobody gets more by a limit of their own.
 *
 * @throws DomainError `slow_down`; then neither has counted it
 */
export async function takeForClient(
  limits: Limits,
  name: ClientLimitName,
  client: LimitedClient,
): Promise<void> {
  await limits.own.take(name, client);
  try {
    await limits.take(name, limitedKey(client), { clientId: client.id });
  } catch (error) {
    await limits.own.giveBack(name, client);
    throw error;
  }
}

/**
 * The same for a request that may yet fail: only what succeeds is counted.
 *
 * @throws DomainError `slow_down` before the request, or whatever the request throws
 */
export async function countSuccessForClient(
  limits: Limits,
  name: ClientLimitName,
  client: LimitedClient,
  request: () => Promise<void>,
): Promise<void> {
  await takeForClient(limits, name, client);
  try {
    await request();
  } catch (error) {
    await limits.own.giveBack(name, client);
    await limits.giveBack(name, limitedKey(client));
    throw error;
  }
}
