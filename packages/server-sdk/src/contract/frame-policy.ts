/** 200 answer of `GET {issuer}/embed/frame-policy?client_id=…`. */
export interface FramePolicyResponse {
  client_id: string;
  /** Empty for unknown, inactive, revoked and non-embedded clients. */
  allowed_origins: string[];
}

/** Whether a parsed body is a frame policy. */
export function isFramePolicyResponse(value: unknown): value is FramePolicyResponse {
  if (typeof value !== 'object' || value === null) return false;
  const body = value as Partial<Record<keyof FramePolicyResponse, unknown>>;
  return (
    typeof body.client_id === 'string' &&
    Array.isArray(body.allowed_origins) &&
    body.allowed_origins.every((origin) => typeof origin === 'string')
  );
}
