import type { HostPort } from '../host/host-port.ts';
import type { SessionStatus } from '../protocol/session-status.ts';
import { isLive, isMendable } from './frame-states.ts';
import { remountWait, SILENCE_WAIT_MAX_MS, WAIT_MAX_MS, WELL_AFTER_MS } from './remount-backoff.ts';

/** A document whose line broke without a word has crashed, or connects again within this. */
const GRACE_MS = 5_000;
/** A dead frame still shows its last picture, which a server that is down cannot better. */
const SERVER_RETRY_MS = 10_000;
/** Browsers give a hung document about a second to say goodbye before they end its process. */
const PROCESS_END_MS = 1_500;

export interface DeadFrameWatch {
  statusChanged(status: SessionStatus): void;
  saidGoodbye(): void;
  /** It has missed as many beats as it may. */
  onHung(): void;
  stop(): void;
}

/**
 * Mounts a frame again whose document is dead: crashed, hung, or never loaded. Backs off, so that a frame
 * which dies again and again does not loop.
 * @param onRemount before the new frame is mounted
 */
export function watchForDeath(port: HostPort, onRemount: (cause: string) => void): DeadFrameWatch {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let inARow = 0;
  let liveSince: number | undefined;
  let hasSaidGoodbye = false;
  let isHung = false;
  let isStopped = false;
  /** Between two frames: puts the next one in, or only clears its room. */
  let finish: ((isWanted: boolean) => void) | undefined;

  function cancel(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  function plan(cause: string, atLeastMs = 0, atMostMs = WAIT_MAX_MS): void {
    clearTimeout(timer);
    const wait = Math.max(atLeastMs, remountWait(inARow, atMostMs, Math.random()));
    timer = setTimeout(remount, wait, cause, atMostMs);
  }

  async function remount(cause: string, atMostMs: number): Promise<void> {
    const planned = timer;
    const isServed = await canBeLoaded(port);
    if (isStopped || timer !== planned || isLive(port.status.current.state)) return;
    if (!isServed) return plan(cause, SERVER_RETRY_MS, atMostMs);
    inARow += 1;
    onRemount(cause);
    const wait = isHung ? PROCESS_END_MS : 0;
    finish = takeOut(port);
    hasSaidGoodbye = false;
    isHung = false;
    // A new frame of the same site would share the hung process for as long as there is one.
    timer = setTimeout(() => {
      finish?.(true);
      finish = undefined;
    }, wait);
  }

  return {
    statusChanged(status) {
      // That is what taking the old one out says.
      if (finish) return;
      if (isLive(status.state)) {
        cancel();
        liveSince ??= performance.now();
        isHung = false;
        hasSaidGoodbye = false;
        return;
      }
      if (liveSince !== undefined && performance.now() - liveSince >= WELL_AFTER_MS) inARow = 0;
      liveSince = undefined;
      const isLost = status.state === 'connecting' && status.reason?.code === 'frame_lost';
      if (isMendable(status)) plan('it did not load or does not speak', 0, SILENCE_WAIT_MAX_MS);
      else if (isLost && isHung) plan('it stopped answering');
      // One that has said goodbye loads another document; whether that speaks is watched anyway.
      else if (isLost && !hasSaidGoodbye) plan('it crashed', GRACE_MS);
      else cancel();
    },
    saidGoodbye() {
      hasSaidGoodbye = true;
    },
    onHung() {
      isHung = true;
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
      finish?.(false);
    },
  };
}

/** Whether there is any use in loading the frame's document now. */
async function canBeLoaded(port: HostPort): Promise<boolean> {
  if (!navigator.onLine) return false;
  try {
    const { probeFrame } = await import('../host/host-diagnostics.ts');
    return (await probeFrame(new URL(port.options.src))) !== 'no';
  } catch {
    return true;
  }
}

/**
 * Takes the old frame out and keeps its room.
 * @returns puts a new one there, with the current context, or only clears the room
 */
function takeOut(port: HostPort): (isWanted: boolean) => void {
  const old = port.frame();
  const style = old?.iframe?.style.cssText ?? '';
  const room = document.createElement('div');
  room.style.cssText = style;
  old?.iframe?.after(room);
  old?.close();
  port.status.override('connecting', {
    code: 'frame_lost',
    message: 'The frame is mounted again.',
  });
  return (isWanted) => {
    if (isWanted && room.parentNode) {
      const next = port.open(port.status, { emit: port.emit }, room);
      if (next?.iframe) next.iframe.style.cssText = style;
      if (next) port.use(next);
    }
    room.remove();
  };
}
