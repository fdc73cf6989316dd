/** What the stream did so far. Shown as data attributes, so that anybody can check the promise. */
export interface StreamTelemetry {
  /** How many times a stream was opened; every opening after the first resumes. */
  streams: number;
  /** Sequence of the last sample; 0 before the first. */
  sequence: number;
  /** Samples that never came. */
  gaps: number;
  /** Samples that came twice; they are dropped. */
  repeats: number;
  /** Data requests that failed or were refused. */
  failedRequests: number;
}

export const newTelemetry = (): StreamTelemetry => ({
  streams: 0,
  sequence: 0,
  gaps: 0,
  repeats: 0,
  failedRequests: 0,
});

/** Takes note of a sample's sequence. Returns whether the sample is new. */
export function checkSequence(telemetry: StreamTelemetry, sequence: number): boolean {
  const expected = telemetry.sequence + 1;
  if (sequence < expected) {
    telemetry.repeats += 1;
    return false;
  }
  // The first sample of all may carry any number: history before it was never promised.
  if (telemetry.sequence > 0) telemetry.gaps += sequence - expected;
  telemetry.sequence = sequence;
  return true;
}

/** Writes the telemetry onto an element: numbers only, never a credential. */
export function exposeTelemetry(element: HTMLElement, telemetry: StreamTelemetry): void {
  for (const [name, value] of Object.entries(telemetry)) element.dataset[name] = String(value);
}
