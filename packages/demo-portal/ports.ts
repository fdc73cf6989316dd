/** Ports of the demo's four servers; 0 takes any free one. */
export interface Ports {
  issuer: number;
  portal: number;
  wall: number;
  dashboard: number;
}

/** The environment variable that sets each port. */
export const PORT_VARIABLES: Readonly<Record<keyof Ports, string>> = {
  issuer: 'CASEMENT_ISSUER_PORT',
  portal: 'CASEMENT_PORTAL_PORT',
  wall: 'CASEMENT_WALL_PORT',
  dashboard: 'CASEMENT_DASHBOARD_PORT',
};

export const DEFAULT_PORTS: Readonly<Ports> = {
  issuer: 4400,
  portal: 4401,
  wall: 4402,
  dashboard: 4403,
};

/**
 * The ports that the environment asks for, the defaults elsewhere.
 * @throws {RangeError} listing every variable that is no port
 */
export function portsFrom(environment: Readonly<Record<string, string | undefined>>): Ports {
  const ports = { ...DEFAULT_PORTS };
  const faults: string[] = [];
  for (const name of Object.keys(ports) as (keyof Ports)[]) {
    const variable = PORT_VARIABLES[name];
    const text = environment[variable]?.trim();
    if (!text) continue;
    const port = Number(text);
    if (Number.isInteger(port) && port >= 0 && port <= 65_535) ports[name] = port;
    else faults.push(`${variable}=${text} is no port; give a whole number from 0 to 65535.`);
  }
  if (faults.length > 0) throw new RangeError(faults.join('\n'));
  return ports;
}
