import type { Request } from '@playwright/test';
import { expect, test } from './demo.ts';
import { frameIn, telemetryOf } from './pages.ts';

const VIEWS = ['cpu', 'memory', 'traffic', 'sessions'];

// A 60-second token is renewed after a second or two, so that a minute holds dozens of renewals.
test.use({ renewFractions: { min: 0.02, max: 0.035 } });

test('EM10 four frames renew at least 20 times each: one document load, no gap, nothing failed', async ({
  page,
  demo,
}) => {
  test.setTimeout(600_000);
  const documents: string[] = [];
  const failed: string[] = [];
  const note = (request: Request, why: string) =>
    failed.push(`${why} ${request.method()} ${request.url()}`);
  page.on('framenavigated', (frame) => {
    if (frame.parentFrame() !== null) documents.push(frame.url());
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? 'failed';
    // Chromium calls the end of a no-store stream an abort where the page has read it to its last
    // line already. Whether a stream broke off, the frame itself counts among its failed requests.
    const ended = why === 'net::ERR_ABORTED' && request.url().includes('/api/stream');
    if (!ended) note(request, why);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) note(response.request(), String(response.status()));
  });

  await page.goto(demo.wall_url);
  await expect(page.locator('#overall')).toHaveText('All 4 live');
  const frames = await Promise.all(
    VIEWS.map((view) => frameIn(page.locator(`.tile[data-view="${view}"] iframe`))),
  );
  const first = await Promise.all(frames.map(telemetryOf));
  await expect(async () => {
    for (const frame of frames) {
      expect((await telemetryOf(frame)).renewals).toBeGreaterThanOrEqual(20);
    }
  }).toPass({ timeout: 240_000, intervals: [1000] });

  // The streams' first tokens live for 60 seconds: past that, each stream has been resumed on another.
  await expect(async () => {
    for (const frame of frames) {
      expect((await telemetryOf(frame)).streams).toBeGreaterThanOrEqual(2);
    }
  }).toPass({ timeout: 240_000, intervals: [1000] });
  const newest = Math.max(...(await Promise.all(frames.map(telemetryOf))).map((it) => it.sequence));

  for (const [index, frame] of frames.entries()) {
    // However many samples the machine took meanwhile: each frame has them all.
    await expect
      .poll(async () => (await telemetryOf(frame)).sequence)
      .toBeGreaterThanOrEqual(newest);
    const { sequence, ...telemetry } = await telemetryOf(frame);
    expect(telemetry).toMatchObject({ gaps: 0, repeats: 0, failedRequests: 0 });
    expect(sequence - (first[index]?.sequence ?? 0)).toBeGreaterThanOrEqual(20);
  }
  expect(failed).toEqual([]);
  expect(documents).toHaveLength(VIEWS.length);
  await expect(page.locator('#loads')).toHaveText(String(VIEWS.length));
});

test('EM15 a tile shows its own view, and the wall has codes for no other', async ({
  page,
  demo,
}) => {
  await page.goto(demo.wall_url);
  const frame = await frameIn(page.locator('.tile[data-view="traffic"] iframe'));
  await expect(frame.getByRole('heading', { level: 2 })).toHaveText(['Network', 'Disk']);

  const refused = await page.request.post(`${demo.wall_url}/casement/challenge-code/everything`, {
    headers: { Origin: demo.wall_url },
    data: { key_thumbprint: 'x', reason: 'initial' },
  });
  expect(refused.status()).toBe(404);
});
