import type { SessionStatus } from '@casement/browser-sdk/host';
import { make } from '../../design/elements.ts';
import { sentenceFor, showSentence } from '../../design/reasons.ts';
import type { StateWords } from '../../design/session-state.ts';

/** What stands in the place of a frame that has nothing to show but a browser's own error page. */
export interface TileCover {
  element: HTMLElement;
  /** @returns how to word the tile's state where the session's own state says too little */
  show(status: SessionStatus): StateWords | undefined;
}

const TRYING_AGAIN: StateWords = { label: 'Trying again', tone: 'bad' };

/** Covers the frame until its document speaks, and from a failure on until it speaks again. */
export function createCover(frame: HTMLElement): TileCover {
  const reason = make('p', 'reason');
  const element = make('div', 'cover', reason);
  element.setAttribute('role', 'status');
  let failure: SessionStatus['reason'];
  let hasSpoken = false;

  return {
    element,
    show({ state, reason: why }) {
      if (state === 'failed') {
        failure = why;
        hasSpoken = false;
      } else if (state !== 'connecting') {
        failure = undefined;
        hasSpoken = true;
      }
      frame.toggleAttribute('data-covered', !hasSpoken);
      element.hidden = hasSpoken;
      const sentence = failure
        ? `${sentenceFor(failure.code, true)} It is tried again by itself.`
        : '';
      showSentence(reason, sentence, failure?.code);
      // Wall mode mounts a failed frame again and again: in between nothing has become better yet.
      return failure && state === 'connecting' ? TRYING_AGAIN : undefined;
    },
  };
}
