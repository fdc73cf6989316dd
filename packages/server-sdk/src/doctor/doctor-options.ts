import type { EmbedClientOptions } from '../embed-client-options.ts';

/** What is examined, checked and complete. */
export interface DoctorOptions {
  issuer: string;
  clientId: string;
  /** Of the portal's page. */
  origin: string;
  credentials: Pick<EmbedClientOptions, 'clientSecret' | 'privateKey' | 'keyId'>;
  /** Address of the framed document; its checks are left out without it. */
  dashboard: URL | undefined;
  audience: string | undefined;
  /** For a client with a dynamic user. */
  user: string | undefined;
  /** Of the dashboard application. */
  dashboardCredentials: { clientId: string; clientSecret: string } | undefined;
  /** For each request, ms. */
  timeoutMs: number;
}
