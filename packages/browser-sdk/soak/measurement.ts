import type { CDPSession } from '@playwright/test';

/** What one renderer process holds once its garbage is gone. */
export interface Measurement {
  /** Bytes of JavaScript heap in use. */
  heap: number;
  nodes: number;
  listeners: number;
  documents: number;
  frames: number;
  /** Global objects of documents that are gone and are still held. */
  detachedWindows: number;
}

/** Collects garbage in the session's process, then counts what is left. */
export async function measure(session: CDPSession): Promise<Measurement> {
  // Twice: the first frees what finalizers hold on to until the second.
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { metrics } = await session.send('Performance.getMetrics');
  const value = (name: string): number => {
    const metric = metrics.find((one) => one.name === name);
    if (metric === undefined) throw new Error(`This browser does not report the metric ${name}.`);
    return metric.value;
  };
  return {
    heap: usedSize,
    nodes: value('Nodes'),
    listeners: value('JSEventListeners'),
    documents: value('Documents'),
    frames: value('Frames'),
    detachedWindows: value('DetachedScriptStates'),
  };
}
