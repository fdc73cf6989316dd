import { expect, test } from 'vitest';
import { requirePorts } from '../serving/free-ports.ts';
import { listen } from '../serving/listen.ts';

test('all ports in use are named at once, with one command that avoids them', async () => {
  const place = (name: string, variable: string, port = 0) => {
    return { name, host: 'localhost', port, variable };
  };
  const taken = await Promise.all([listen(place('portal', 'A')), listen(place('wall', 'B'))]);
  const [one = 0, two = 0] = taken.map(({ origin }) => Number(new URL(origin).port));
  const places = [
    place('portal', 'CASEMENT_PORTAL_PORT', one),
    place('wall', 'CASEMENT_WALL_PORT', two),
    place('dashboard', 'CASEMENT_DASHBOARD_PORT'),
  ];
  const error: Error = await requirePorts(places).then(
    () => new Error('nothing was refused'),
    (thrown) => thrown,
  );
  expect(error.message).toContain(`Port ${one} on localhost is in use`);
  expect(error.message).toContain(`Port ${two} on localhost is in use`);
  expect(error.message).not.toContain('CASEMENT_DASHBOARD_PORT');
  const [, portal, wall] =
    /CASEMENT_PORTAL_PORT=(\d+) CASEMENT_WALL_PORT=(\d+) npm start$/.exec(error.message) ?? [];
  await requirePorts([place('portal', 'A', Number(portal)), place('wall', 'B', Number(wall))]);
  for (const server of taken) await server.close();
});

test('a port in use is named, with the variable that sets it', async () => {
  const place = { name: 'portal', host: 'localhost', port: 0, variable: 'CASEMENT_PORTAL_PORT' };
  const first = await listen(place);
  const port = Number(new URL(first.origin).port);
  await expect(listen({ ...place, port })).rejects.toThrow(
    new RegExp(`Port ${port} .*portal.*CASEMENT_PORTAL_PORT`),
  );
  await first.close();
});
