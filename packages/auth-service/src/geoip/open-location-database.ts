import { isIP } from 'node:net';
import maxmind, { type CityResponse, type Reader } from 'maxmind';
import { type LocateAddress, UNKNOWN_LOCATION } from '../domain/location/locate-address.ts';

/**
 * Reads a GeoIP2 or GeoLite2 City or Country database, or another in MaxMind's format, into memory.
 *
 * @throws Error naming the file when it cannot be read or is no such database
 */
export async function openLocationDatabase(file: string): Promise<LocateAddress> {
  let reader: Reader<CityResponse>;
  try {
    reader = await maxmind.open<CityResponse>(file);
  } catch (error) {
    throw new Error(`cannot read the location database ${file}: ${String(error)}`, {
      cause: error,
    });
  }
  return (address) => {
    if (address === undefined || isIP(address) === 0) return UNKNOWN_LOCATION;
    const found = reader.get(address);
    const names = [found?.city?.names.en, found?.country?.names.en];
    return names.filter((name) => name).join(', ') || UNKNOWN_LOCATION;
  };
}
