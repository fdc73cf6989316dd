import { CasementError, type Failure } from '../errors.ts';
import type { Listeners } from '../listeners.ts';
import { acceptFrame, type FrameConnection } from '../protocol/accept-frame.ts';
import type { DashboardContext } from '../protocol/dashboard-context.ts';
import type { DashboardEvent } from '../protocol/dashboard-event.ts';
import { fromWireStatus, isWireStatus } from '../protocol/session-status.ts';
import type { ChallengeCode } from '../protocol/window-protocol.ts';
import type { Result } from '../result.ts';
import type { ChallengeCodeRequest } from './challenge-code-request.ts';
import { clampHeight, createDashboardFrame } from './dashboard-frame.ts';
import type { DashboardStatus } from './dashboard-status.ts';
import type { DiagnoseInput } from './diagnose-host.ts';
import { watchForFrame } from './frame-watch.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { HostEvents } from './host-events.ts';
import { createHostMethods } from './host-methods.ts';
import type { CheckedEmbedOptions, EmbedOptions } from './host-options.ts';

/** A frame in the page, and the line to it. */
export interface OpenFrame {
  readonly iframe: HTMLIFrameElement | null;
  /** Merges a change into the context. */
  setContext(change: DashboardContext): void;
  /** Answers false where there is no connection just now. */
  emit(event: DashboardEvent): boolean;
  retry(): void;
  facts(): Omit<DiagnoseInput, 'status'>;
  close(): void;
}

/**
 * Puts the frame into the page and keeps the line to it, until `close()`.
 * @param before the frame after which it is put; at the end of the container where there is none
 */
export function openFrame(
  options: EmbedOptions,
  checked: CheckedEmbedOptions,
  status: DashboardStatus,
  listeners: Pick<Listeners<HostEvents>, 'emit'>,
  before?: ChildNode | null,
): OpenFrame {
  const { handshakeMs = 15_000, readyMs = 30_000, heartbeatMs = 15_000 } = options.timeouts ?? {};
  const { missedBeats = 3 } = Object(options.wall);
  const { src, autoHeight } = checked;
  const ending = new AbortController();
  let connection: FrameConnection | undefined;
  let stopHeartbeat = (): void => {};
  let lastCodeFailure: Failure | undefined | null = null;

  const watch = watchForFrame(src, handshakeMs, (failure) => status.override('failed', failure));

  async function provideCode(request: ChallengeCodeRequest): Promise<Result<ChallengeCode>> {
    listeners.emit('asked', request);
    const result = await checked.requestCode(request, ending.signal);
    lastCodeFailure = result.ok ? undefined : result.failure;
    listeners.emit('answered', lastCodeFailure);
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
    listeners.emit('connected', undefined);
    stopHeartbeat = startHeartbeat(established, heartbeatMs, onStatus, (misses) => {
      listeners.emit('missed', misses);
      if (misses < missedBeats) return;
      established.close();
      onLost();
      status.fail({ code: 'frame_lost', message: 'The frame stopped answering.' });
    });
  }

  function onStatus(reported: unknown): boolean {
    const isStatus = isWireStatus(reported);
    if (isStatus) status.report(fromWireStatus(reported, Date.now()));
    return isStatus;
  }

  function onLost(): void {
    connection = undefined;
    stopHeartbeat();
    // The frame knocks again when it is back; whoever left for good is noticed by the watch.
    status.override('connecting', { code: 'frame_lost', message: 'The frame went away.' });
    watch.expect();
  }

  function onRefusal(failure: Failure, isFinal: boolean): void {
    watch.heard();
    const isPause = failure.code === 'client_unavailable';
    status.override(isFinal ? 'failed' : isPause ? 'paused' : 'connecting', failure);
  }

  const stopAccepting = acceptFrame({
    frameWindow: () => iframe?.contentWindow ?? null,
    origin: src.origin,
    methods: createHostMethods({
      welcome: () => ({ context: checked.context, autoHeight }),
      requestChallengeCode: provideCode,
      onStatus,
      onHeight,
      onEvent: (event) => listeners.emit('event', event),
      onGoodbye() {
        listeners.emit('goodbye', undefined);
        onLost();
      },
    }),
    onConnected,
    onLost,
    onRefusal,
    async onOtherVersion(frame, version) {
      const failure = await import('./host-diagnostics.ts').then(
        ({ refuseVersion }) => refuseVersion(frame, src.origin, version),
        (): Failure => ({ code: 'protocol_mismatch', message: `The frame speaks ${version}.` }),
      );
      onRefusal(failure, true);
    },
  });
  const readyTimer = setTimeout(() => {
    const { state, reason } = status.current;
    const message = `Still ${state} after ${readyMs} ms. ${reason?.message ?? ''}`;
    status.fail({ code: 'ready_timeout', message });
  }, readyMs);
  const stopReadyTimer = (): void => clearTimeout(readyTimer);
  status.ready.then(stopReadyTimer, stopReadyTimer);
  watch.expect();
  let iframe: HTMLIFrameElement | null = createDashboardFrame(checked, options, before);

  return {
    get iframe() {
      return iframe;
    },
    setContext(change) {
      checked.context = { ...checked.context, ...change };
      connection?.tell('setContext', checked.context);
    },
    emit({ type, payload }) {
      connection?.tell('receiveEvent', type, payload);
      return connection !== undefined;
    },
    retry: () => connection?.tell('retry'),
    facts: () => ({ checked, iframe, connection, lastCodeFailure }),
    close() {
      ending.abort();
      stopReadyTimer();
      watch.stop();
      stopHeartbeat();
      connection?.tell('close');
      connection = undefined;
      stopAccepting();
      iframe?.remove();
      iframe = null;
    },
  };
}
