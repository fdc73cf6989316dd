import type { WallTelemetry } from './wall-options.ts';

/** Bytes in use, by the best means that the browser has. */
export async function measureMemory(): Promise<WallTelemetry['memory']> {
  const { measureUserAgentSpecificMemory, memory } = performance as Performance & {
    measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }>;
    memory?: { usedJSHeapSize: number };
  };
  try {
    if (crossOriginIsolated && measureUserAgentSpecificMemory) {
      const { bytes } = await measureUserAgentSpecificMemory.call(performance);
      return { bytes, of: 'page' };
    }
  } catch {
    // Not now, or not here: the other one.
  }
  return memory ? { bytes: memory.usedJSHeapSize, of: 'heap' } : null;
}
