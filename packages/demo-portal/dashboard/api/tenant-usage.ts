import { TrailingMinute } from '../sampling/trailing-minute.ts';

interface Usage {
  streams: number;
  requests: number;
  lastMinute: TrailingMinute;
}

/** Counts what each tenant's sessions do with this API. */
export class TenantUsage {
  readonly #tenants = new Map<string, Usage>();

  request(tenant: string | null): void {
    if (tenant !== null) this.#of(tenant).requests += 1;
  }

  /** @returns what to call once when the stream ends */
  streamOpened(tenant: string | null): () => void {
    if (tenant === null) return () => {};
    const usage = this.#of(tenant);
    usage.streams += 1;
    return () => {
      usage.streams -= 1;
    };
  }

  /** To be taken once per sample: the rate is counted between calls. */
  read(now: number): Map<string, { streams: number; requestsPerMinute: number }> {
    return new Map(
      [...this.#tenants].map(([tenant, { streams, requests, lastMinute }]) => [
        tenant,
        { streams, requestsPerMinute: lastMinute.add(now, requests) },
      ]),
    );
  }

  #of(tenant: string): Usage {
    const known = this.#tenants.get(tenant);
    if (known !== undefined) return known;
    const usage = { streams: 0, requests: 0, lastMinute: new TrailingMinute() };
    usage.lastMinute.add(0, 0);
    this.#tenants.set(tenant, usage);
    return usage;
  }
}
