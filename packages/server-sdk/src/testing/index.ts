/** For integrators' tests: a portal backend and an auth service that are real, and fail as told. */
export type { Fault, Injection, InjectOptions, StatusFault } from './fault.ts';
export type { IssuerSettings, SimulatedDashboard } from './issuer-settings.ts';
export {
  openSimulatedFrame,
  type SimulatedFrame,
  type SimulatedFrameOptions,
} from './simulated-frame.ts';
export {
  type IssuerEndpoint,
  type SimulatedIssuer,
  startSimulatedIssuer,
} from './simulated-issuer.ts';
export {
  type PortalSettings,
  type SimulatedPortal,
  type SimulatedPortalOptions,
  startSimulatedPortal,
} from './simulated-portal.ts';
export type {
  SimulatedRequest,
  SimulatedServer,
  SimulatedServerOptions,
} from './simulated-server.ts';
