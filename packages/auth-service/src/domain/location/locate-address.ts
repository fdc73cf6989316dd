/** Where an address probably is, in words; `unknown` where nothing says so. A hint for people. */
export type LocateAddress = (address: string | undefined) => string;

export const UNKNOWN_LOCATION = 'unknown';

/** Of a service without a location database. */
export const locateNowhere: LocateAddress = () => UNKNOWN_LOCATION;
