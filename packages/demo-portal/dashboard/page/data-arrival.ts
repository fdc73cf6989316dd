/** With one sample a second, silence this long means that the data on screen are old. */
const SILENCE_MS = 5000;
/** A frame that is being prepared to replace another is not heard at first, so news are told again. */
const REPEAT_MS = 30_000;

/** Since when nothing has arrived; null while data arrives, and before the first. */
export function silentSince(receivedAt: number | null, now = Date.now()): number | null {
  return receivedAt !== null && now - receivedAt > SILENCE_MS ? receivedAt : null;
}

/**
 * Tells the host page whether data arrives. The SDK tells it how the session is, which may be well while
 * the dashboard's own server is silent.
 * @returns to be called at least every few seconds
 */
export function reportArrival(tell: (isArriving: boolean) => void) {
  let told: boolean | undefined;
  let toldAt = 0;
  return (receivedAt: number | null, now = Date.now()): void => {
    if (receivedAt === null) return;
    const isArriving = silentSince(receivedAt, now) === null;
    if (isArriving === told && now - toldAt < REPEAT_MS) return;
    told = isArriving;
    toldAt = now;
    tell(isArriving);
  };
}
