import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { ICON_PATH, iconHandler } from '../src/http/pages/brand.ts';
import { pageHeaders } from '../src/http/pages/page-headers.ts';
import { STYLE_PATH, styleSheetHandler } from '../src/http/pages/style/style-sheet.ts';

/** Serves pages by name as the service does, with their headers and style. */
export async function servePages(
  pages: Readonly<Record<string, string>>,
): Promise<{ url: string; close(): Promise<void> }> {
  const app = express();
  app.get(STYLE_PATH, styleSheetHandler);
  app.get(ICON_PATH, iconHandler);
  app.get('/:name', ({ params }, response) => {
    response.set(pageHeaders()).send(pages[params.name] ?? '');
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
