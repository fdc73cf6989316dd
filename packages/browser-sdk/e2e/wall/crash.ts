import type { Page } from '@playwright/test';

/**
 * Ends the renderer process of the dashboard's frame, as a crash would. The driver takes the whole page for
 * crashed from then on, so what follows is asked of the browser itself.
 */
export async function crash(
  page: Page,
  origin: string,
): Promise<(expression: string) => Promise<unknown>> {
  const browser = await page.context().browser()?.newBrowserCDPSession();
  if (!browser) throw new Error('This browser speaks no CDP.');
  const answers = new Map<number, (result: unknown) => void>();
  browser.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message);
    answers.get(id)?.(result);
  });
  const { targetInfos } = await browser.send('Target.getTargets');
  let id = 0;
  const attach = async (type: string, site: string) => {
    const target = targetInfos.find((it) => it.type === type && it.url.startsWith(site));
    if (!target) throw new Error(`There is no ${type} of ${site} with a process of its own.`);
    const { targetId } = target;
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: false });
    return (method: string, params: object = {}) => {
      id += 1;
      const answered = new Promise((resolve) => answers.set(id, resolve));
      const message = JSON.stringify({ id, method, params });
      return browser
        .send('Target.sendMessageToTarget', { sessionId, message })
        .then(() => answered);
    };
  };
  const toPage = await attach('page', new URL(page.url()).origin);
  const toFrame = await attach('iframe', origin);
  // A crashed process does not answer.
  void toFrame('Page.crash');
  return async (expression) => {
    const params = { expression, returnByValue: true };
    const { result } = Object(await toPage('Runtime.evaluate', params));
    return Object(result).value;
  };
}
