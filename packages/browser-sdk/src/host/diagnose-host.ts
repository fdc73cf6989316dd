import type { Failure } from '../errors.ts';
import type { FrameConnection } from '../protocol/accept-frame.ts';
import type { SessionStatus } from '../protocol/session-status.ts';
import type { DiagnosticCheck } from '../protocol/window-protocol.ts';
import type { Diagnosis } from './embedded-dashboard.ts';
import { probeFrame } from './frame-probe.ts';
import type { CheckedEmbedOptions } from './host-options.ts';

export interface DiagnoseInput {
  checked: CheckedEmbedOptions;
  status: SessionStatus;
  iframe: HTMLIFrameElement | null;
  connection: FrameConnection | undefined;
  /** Of the last request for a code; null where there was none. */
  lastCodeFailure: Failure | undefined | null;
}

const TIMEOUT_MS = 5_000;

/** Goes through everything between this page and a live dashboard, and asks the frame to do the same. */
export async function diagnoseHost(input: DiagnoseInput): Promise<Diagnosis> {
  const { checked, connection } = input;
  const isConnected = connection !== undefined;
  const [answers, surroundings, inside] = await Promise.all([
    probeFrame(checked.src),
    import('./page-checks.ts').then(
      ({ checkPage }) => checkPage({ ...input, src: checked.src, isConnected }),
      () => [],
    ),
    connection?.call('diagnose', [], TIMEOUT_MS),
  ]);
  const checks = [
    check(
      'secure_context',
      isSecureContext,
      'The page is a secure context.',
      'Serve it over HTTPS.',
    ),
    container(input),
    reachability(answers, checked.src.origin),
    ...surroundings,
    session(input),
    ...(inside?.ok && Array.isArray(inside.value) ? inside.value : []),
  ];
  return { ok: checks.every(({ verdict }) => verdict !== 'fail'), checks };
}

/** Where the options were refused there is nothing else to go through. */
export function diagnoseRefusal(message = ''): Diagnosis {
  return {
    ok: false,
    checks: [check('options', false, message, 'Correct the option and embed again.')],
  };
}

function check(id: string, isGood: boolean, message: string, nextStep: string): DiagnosticCheck {
  return isGood ? { id, verdict: 'pass', message } : { id, verdict: 'fail', message, nextStep };
}

function container({ iframe, checked }: DiagnoseInput): DiagnosticCheck {
  const isThere = iframe?.isConnected === true && checked.container.isConnected;
  const { width = 0, height = 0 } = iframe?.getBoundingClientRect() ?? {};
  return check(
    'container',
    isThere && width > 0 && height > 0,
    isThere ? `The frame is ${width} × ${height} pixels.` : 'The frame is not in the document.',
    isThere ? 'Give the container a size, or use autoHeight.' : 'Put the container into the page.',
  );
}

function reachability(answers: 'yes' | 'no' | 'unknown', origin: string): DiagnosticCheck {
  const id = 'frame_reachable';
  return answers === 'unknown'
    ? { id, verdict: 'unknown', message: 'The page’s own policies forbid asking.' }
    : check(
        id,
        answers === 'yes',
        `${answers === 'yes' ? 'A' : 'No'} server answers at ${origin}.`,
        'Check src, the server, and the network.',
      );
}

function session({ status: { state, reason } }: DiagnoseInput): DiagnosticCheck {
  const isLive = state === 'active' || state === 'renewing' || state === 'degraded';
  const why = reason ? ` – ${reason.code}: ${reason.message}` : '';
  return check('session', isLive, `The session is ${state}${why}`, 'Mend the reason given.');
}
