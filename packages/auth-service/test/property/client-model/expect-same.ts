import { expect } from 'vitest';
import type { ClientDriver } from './client-driver.ts';
import type { ClientModel } from './client-model.ts';
import { clientId } from './operation.ts';

/** Of the clients that there are at most. */
export const PLACES = [0, 1, 2, 3, 4, 5];

/** Everything that can be seen of every client. */
export async function expectSame(driver: ClientDriver, model: ClientModel): Promise<void> {
  for (const place of PLACES) {
    const id = clientId(place);
    const expected = model.clients.get(id);
    const actual = await driver.view(id);
    if (!expected) {
      expect(actual, id).toBeUndefined();
      continue;
    }
    const { accessPreset, refreshToken, refreshTokenLifetime, ...rest } = expected;
    expect(actual, id).toMatchObject({
      ...rest,
      expiresAt: model.expiresAt(expected),
      ...(expected.type === 'embedded' ? {} : { accessPreset }),
      ...(expected.type === 'app' ? { refreshToken, refreshTokenLifetime } : {}),
    });
  }
}
