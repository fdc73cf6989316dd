import { CasementError, type Failure } from '../errors.ts';
import { createListeners } from '../listeners.ts';
import { acceptFrame, type FrameConnection } from '../protocol/accept-frame.ts';
import { checkContext } from '../protocol/dashboard-context.ts';
import { checkDashboardEvent } from '../protocol/dashboard-event.ts';
import { fromWireStatus, isLive, isWireStatus } from '../protocol/session-status.ts';
import type { ChallengeCode } from '../protocol/window-protocol.ts';
import type { Result } from '../result.ts';
import type { ChallengeCodeRequest, ChallengeCodeSource } from './challenge-code-source.ts';
import { clampHeight, createDashboardFrame } from './dashboard-frame.ts';
import { createDashboardStatus } from './dashboard-status.ts';
import type { DashboardEvents, EmbeddedDashboard } from './embedded-dashboard.ts';
import { probeFrame } from './frame-probe.ts';
import { watchForFrame } from './frame-watch.ts';
import { startHeartbeat } from './heartbeat.ts';
import { createHostMethods } from './host-methods.ts';
import type { CheckedEmbedOptions, EmbedOptions } from './host-options.ts';

const PING_TIMEOUT_MAX_MS = 5_000;

/** Puts the frame into the page and keeps the line to it, until `destroy()`. */
export function openDashboard(
  options: EmbedOptions,
  checked: CheckedEmbedOptions,
  requestCode: ChallengeCodeSource,
): EmbeddedDashboard {
  const { handshakeMs = 15_000, readyMs = 30_000, heartbeatMs = 15_000 } = options.timeouts ?? {};
  const { src, frameOrigin, autoHeight } = checked;
  const listeners = createListeners<DashboardEvents>();
  const status = createDashboardStatus(listeners);
  const ending = new AbortController();
  let context = checked.context;
  let connection: FrameConnection | undefined;
  let stopHeartbeat = (): void => {};
  let lastCodeFailure: Failure | undefined;

  const watch = watchForFrame(src, handshakeMs, (failure) => status.override('failed', failure));

  async function provideCode(request: ChallengeCodeRequest): Promise<Result<ChallengeCode>> {
    const result = await requestCode(request, ending.signal);
    lastCodeFailure = result.ok ? undefined : result.failure;
    if (lastCodeFailure && !ending.signal.aborted) {
      listeners.emit('error', new CasementError(lastCodeFailure));
    }
    return result;
  }

  function onHeight(reported: unknown): void {
    const height = autoHeight && clampHeight(reported, autoHeight);
    if (!height || iframe === null) return;
    iframe.style.height = `${height}px`;
    listeners.emit('heightchange', height);
  }

  function onConnected(established: FrameConnection): void {
    connection = established;
    watch.heard();
    stopHeartbeat();
    stopHeartbeat = startHeartbeat(heartbeatMs, beat, () => {
      established.close();
      onLost();
      const message = 'The frame has stopped answering; it may have crashed.';
      status.fail({ code: 'frame_lost', message });
    });
  }

  async function beat(): Promise<boolean> {
    const answer = await connection?.call('ping', [], Math.min(heartbeatMs, PING_TIMEOUT_MAX_MS));
    if (!answer?.ok || !isWireStatus(answer.value)) return false;
    status.report(fromWireStatus(answer.value, Date.now()));
    return true;
  }

  function onLost(): void {
    connection = undefined;
    stopHeartbeat();
    // The frame knocks again when it is back; whoever left for good is noticed by the watch.
    status.override('connecting', {
      code: 'frame_lost',
      message: 'The frame’s document went away.',
    });
    watch.expect();
  }

  const stopAccepting = acceptFrame({
    frameWindow: () => iframe?.contentWindow ?? null,
    origin: frameOrigin,
    methods: createHostMethods({
      welcome: () => ({ context, autoHeight }),
      requestChallengeCode: provideCode,
      onStatus: status.report,
      onHeight,
      onEvent: (event) => listeners.emit('event', event),
      onGoodbye: onLost,
    }),
    onConnected,
    onLost,
    onRefusal(failure, isFinal) {
      watch.heard();
      const isPause = failure.code === 'client_unavailable';
      status.override(isFinal ? 'failed' : isPause ? 'paused' : 'connecting', failure);
    },
  });
  const readyTimer = setTimeout(() => {
    const { state, reason } = status.current;
    const why = reason ? ` (${reason.code}: ${reason.message})` : '';
    status.fail({
      code: 'ready_timeout',
      message: `The session is ${state} after ${readyMs} ms${why}.`,
    });
  }, readyMs);
  const clearReadyTimer = (): void => clearTimeout(readyTimer);
  status.ready.then(clearReadyTimer, clearReadyTimer);
  watch.expect();
  let iframe: HTMLIFrameElement | null = createDashboardFrame(checked, options);

  return {
    get state() {
      return status.current.state;
    },
    get status() {
      return status.current;
    },
    ready: status.ready,
    get iframe() {
      return iframe;
    },
    on: listeners.on,
    setContext(change) {
      const result = checkContext(change);
      if (!result.ok) throw new CasementError(result.failure);
      context = { ...context, ...result.value };
      connection?.tell('setContext', context);
    },
    emit(type, payload) {
      const event = checkDashboardEvent(type, payload);
      if (!event.ok) throw new CasementError(event.failure);
      connection?.tell('receiveEvent', event.value.type, event.value.payload);
      return connection !== undefined;
    },
    async diagnose() {
      // Loaded when asked for: most pages never ask.
      const { diagnoseHost } = await import('./host-diagnostics.ts');
      return diagnoseHost({
        checked,
        status: status.current,
        iframe,
        connection,
        lastCodeFailure,
        probe: probeFrame,
        isLive: isLive(status.current.state),
      });
    },
    destroy() {
      if (ending.signal.aborted) return;
      ending.abort();
      clearReadyTimer();
      watch.stop();
      stopHeartbeat();
      connection?.tell('close');
      connection = undefined;
      stopAccepting();
      iframe?.remove();
      iframe = null;
      status.close();
      listeners.clear();
    },
  };
}
