import { expect, test } from 'vitest';
import { listen } from '../serving/listen.ts';

test('a port in use is named, with the variable that sets it', async () => {
  const place = { name: 'portal', host: 'localhost', port: 0, variable: 'CASEMENT_PORTAL_PORT' };
  const first = await listen(place);
  const port = Number(new URL(first.origin).port);
  await expect(listen({ ...place, port })).rejects.toThrow(
    new RegExp(`Port ${port} .*portal.*CASEMENT_PORTAL_PORT`),
  );
  await first.close();
});
