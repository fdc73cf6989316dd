import { spawn } from 'node:child_process';
import process from 'node:process';

/** How each system opens an address in its person's browser; the others have `xdg-open`. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Tries to; whoever has no browser here opens the address elsewhere. Web addresses only. */
export function openBrowser(address: string): void {
  const { protocol } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return;
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, address], { detached: true, stdio: 'ignore' });
  child.once('error', () => {});
  child.unref();
}
