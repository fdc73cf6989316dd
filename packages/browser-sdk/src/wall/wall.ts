import type { HostEvents } from '../host/host-events.ts';
import type { HostPort } from '../host/host-port.ts';
import type { Tap } from '../listeners.ts';
import type { Warn } from '../observation/warnings-of-status.ts';
import { watchForDeath } from './dead-frame.ts';
import { startSoftRemounts } from './soft-remount.ts';
import { measureMemory } from './telemetry.ts';
import { keepScreenAwake, NO_LOCK } from './wake-lock.ts';
import type { WallOptions } from './wall-options.ts';

/**
 * Wall mode of one dashboard, until it is closed: the screen stays awake, a dead frame is mounted again, a
 * live one is replaced by plan, and what it uses is told.
 * @returns what is to be told of every event of the dashboard
 */
export function startWall(port: HostPort, warn: Warn): Tap<HostEvents> {
  /** As they are now: in a component each rendering may bring another callback. */
  const options = (): WallOptions => Object(port.options.wall);
  const {
    wakeLock = true,
    missedBeats = 3,
    softRemountEvery = null,
    telemetryEvery = 60_000,
    onTelemetry: isTold,
  } = options();
  const startedAt = performance.now();
  const counts = { renewals: 0, remounts: 0, softRemounts: 0, missedBeats: 0 };
  let isOver = port.status.current.state === 'closed';

  const lock = wakeLock && !isOver ? keepScreenAwake(warn) : NO_LOCK;
  const soft =
    softRemountEvery && !isOver
      ? startSoftRemounts(port, softRemountEvery, warn, () => {
          counts.softRemounts += 1;
          void tell();
        })
      : undefined;
  const death = watchForDeath(port, (cause) => {
    counts.remounts += 1;
    soft?.cancel();
    warn('frame_remounted', `The frame was dead (${cause}) and is mounted again.`);
    void tell();
  });

  async function tell(): Promise<void> {
    if (!isTold) return;
    const memory = await measureMemory();
    if (isOver) return;
    try {
      options().onTelemetry?.({
        ...counts,
        state: port.status.current.state,
        visible: document.visibilityState === 'visible',
        uptime: Math.round(performance.now() - startedAt),
        wakeLock: lock.state,
        memory,
        hostElements: countElements(),
      });
    } catch (thrown) {
      reportError(thrown);
    }
  }
  const onVisibility = (): void => void tell();
  let telling: ReturnType<typeof setInterval> | undefined;
  if (isTold && !isOver) {
    telling = setInterval(tell, telemetryEvery);
    document.addEventListener('visibilitychange', onVisibility);
    void tell();
  }

  function stop(): void {
    isOver = true;
    lock.release();
    soft?.stop();
    death.stop();
    clearInterval(telling);
    document.removeEventListener('visibilitychange', onVisibility);
  }

  // Whatever it was before wall mode was loaded.
  death.statusChanged(port.status.current);
  return (name, detail) => {
    if (name === 'goodbye') death.saidGoodbye();
    else if (name === 'renewed') counts.renewals += 1;
    else if (name === 'missed') {
      counts.missedBeats += 1;
      if (Number(detail) >= missedBeats) death.onHung();
    } else if (name === 'statechange') {
      const { current } = port.status;
      if (current.state === 'closed') stop();
      else death.statusChanged(current);
    }
  };
}

/** Every element is of some other type; a star, which says the same, is searched for in our bundles. */
function countElements(): number {
  return document.querySelectorAll(':not(casement-none)').length;
}
