/** The framed dashboard: one session, one stream, and charts that never reload. */
import 'uplot/dist/uPlot.min.css';
import './dashboard.css';
import type { DashboardContext, SessionStatus } from '@casement/browser-sdk/frame';
import { CasementError, connectToHost } from '@casement/browser-sdk/frame';
import { DATA_EVENT, type DataNews } from '../../design/data-news.ts';
import { byId } from '../../design/elements.ts';
import { isLive } from '../../design/session-state.ts';
import { WRITE } from '../wire.ts';
import { Board } from './board.ts';
import { reportArrival } from './data-arrival.ts';
import { followStream } from './follow-stream.ts';
import { exposeTelemetry, newTelemetry } from './sequence-check.ts';
import { settingsFrom } from './settings.ts';
import { showStatus } from './status-bar.ts';
import { writeNote } from './write-note.ts';

const root = document.documentElement;
const board = new Board(byId('panels', HTMLElement), root.dataset.view ?? 'all');
const telemetry = newTelemetry();
let receivedAt: number | null = null;
let status: SessionStatus | undefined;

function applyContext(context: DashboardContext): void {
  const settings = settingsFrom(context);
  if (settings.theme !== undefined) root.dataset.theme = settings.theme;
  board.apply(settings);
}

function refresh(): void {
  root.dataset.state = status?.state ?? 'connecting';
  root.dataset.renewals = String(status?.renewals ?? 0);
  exposeTelemetry(root, telemetry);
  showStatus({ status, receivedAt, sequence: telemetry.sequence, formats: board.formats });
}

async function start(): Promise<void> {
  setInterval(refresh, 1000);
  const session = await connectToHost({
    issuer: document.querySelector<HTMLMetaElement>('meta[name="casement-issuer"]')?.content ?? '',
    onContext: applyContext,
    onStatusChange(changed) {
      status = changed;
      refresh();
    },
  });

  const showAccess = () => {
    const mayWrite = session.permissions.includes(WRITE);
    root.dataset.mayWrite = String(mayWrite);
    board.allowWriting(mayWrite ? write : undefined);
  };
  const write = async (note: { text: string; at?: number }) => {
    const { note: written, fault } = await writeNote(session, note);
    if (written !== undefined) session.emit('note-written', { text: written.text });
    return fault;
  };

  // Samples flow only while the session is good for them; in between, the last stay on screen.
  let following: AbortController | undefined;
  const follow = () => {
    const live = isLive(session.state);
    if (live && following === undefined) {
      following = new AbortController();
      void followStream(session, telemetry, listener, following.signal);
    } else if (!live) {
      following?.abort();
      following = undefined;
    }
  };
  const listener = {
    opened: board.opened.bind(board),
    sample(line: Parameters<Board['sample']>[0]) {
      receivedAt = Date.now();
      board.sample(line);
    },
    note: board.note.bind(board),
    progress: () => exposeTelemetry(root, telemetry),
  };

  const report = reportArrival((arriving) => {
    session.emit(DATA_EVENT, { arriving } satisfies DataNews);
  });
  setInterval(() => report(receivedAt), 1000);
  session.on('contextchange', applyContext);
  session.on('accesschange', showAccess);
  session.on('statechange', follow);
  session.on('renewed', refresh);
  showAccess();
  follow();
  refresh();
}

start().catch((error: Error) => {
  // The state is on the bar already where the SDK knows it; this is for what it cannot know.
  status ??= {
    state: 'failed',
    since: Date.now(),
    reason: {
      code: error instanceof CasementError ? error.code : 'internal_error',
      message: error.message,
    },
    renewals: 0,
    renewsAt: null,
    expiresAt: null,
    staleSince: null,
    clockSkew: null,
  };
  refresh();
});
