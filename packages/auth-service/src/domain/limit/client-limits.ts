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
 * The same for requests in which anybody can name the client: only what succeeds is counted, so that
 * strangers cannot use it up.
 *
 * @throws DomainError `slow_down` before the request, or whatever the request throws
 */
export async function countSuccessForClient(
  limits: Limits,
  name: ClientLimitName,
  client: LimitedClient,
  request: () => Promise<void>,
): Promise<void> {
  await limits.own.refuseUsedUp(name, client);
  await limits.refuseUsedUp(name, limitedKey(client), { clientId: client.id });
  await request();
  await limits.own.count(name, client);
  await limits.count(name, limitedKey(client));
}
