import type { Place } from './listen.ts';
import { listen, PortUnavailableError } from './listen.ts';

/** Far enough that four neighbouring ports move together. */
const STEP = 10;
const TRIES = 50;

/** Every port that cannot be had, in one message with one command that avoids them all. */
export class PortsUnavailableError extends Error {
  override readonly name = 'PortsUnavailableError';

  constructor(faults: readonly PortUnavailableError[], instead: readonly number[]) {
    const settings = faults.map(({ place }, index) => `${place.variable}=${instead[index] ?? 0}`);
    super(
      `${faults.map(({ message }) => message).join('\n')}\n\n` +
        `Stop what uses ${faults.length === 1 ? 'it' : 'them'}, or start on free ports:\n\n` +
        `    ${settings.join(' ')} npm start`,
    );
  }
}

/**
 * Looks at all places before the first server starts, so that nobody learns of them one by one.
 * @throws PortsUnavailableError
 */
export async function requirePorts(places: readonly Place[]): Promise<void> {
  const found = await Promise.all(places.map(faultOf));
  const faults = found.filter((fault) => fault !== undefined);
  if (faults.length === 0) return;
  throw new PortsUnavailableError(faults, await Promise.all(faults.map(freeInstead)));
}

async function faultOf(place: Place): Promise<PortUnavailableError | undefined> {
  try {
    await (await listen(place)).close();
    return undefined;
  } catch (error) {
    if (error instanceof PortUnavailableError) return error;
    throw error;
  }
}

/** The next free port in steps; 0, which means any, where none is found. */
async function freeInstead({ place }: PortUnavailableError): Promise<number> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const port = place.port + tries * STEP;
    if (port > 65_535) break;
    if ((await faultOf({ ...place, port })) === undefined) return port;
  }
  return 0;
}
