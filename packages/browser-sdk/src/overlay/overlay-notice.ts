import type { EmbeddedDashboard } from '../host/embedded-dashboard.ts';
import type { SessionStatus, StatusReason } from '../protocol/session-status.ts';
import type { adoptable } from './adopted-style.ts';
import { isEnded, type NoticeFacts, noticeOf } from './notice-of.ts';
import { NOTICE_CSS } from './notice-style.ts';
import type { OverlayProps } from './overlay-props.ts';
import type { part } from './part.ts';
import { reasonNames, timeOfDay, type Words, wordsFor } from './words.ts';

/** The texts over a dashboard in trouble. Loaded on demand, with all languages: the network may go next. */
export interface Notice {
  update(props: OverlayProps, dashboard: EmbeddedDashboard | undefined, wasLive: boolean): void;
  stop(): void;
}

/** What the overlay hands over: this file is loaded on demand and shares no code with the rest. */
export interface NoticeSurroundings {
  /** The frame's parent. */
  root: HTMLElement;
  skeleton: HTMLElement;
  onRetry(): void;
  part: typeof part;
  adoptable: typeof adoptable;
}

const TICK_MS = 1_000;

let adopt: ReturnType<typeof adoptable> | undefined;

export function createNotice(surroundings: NoticeSurroundings): Notice {
  const { root, skeleton, onRetry, part, adoptable } = surroundings;
  const box = part('notice');
  const mark = part('mark');
  mark.ariaHidden = 'true';
  // There from the beginning, so that what is written into it is announced. What changes every second is
  // outside of it: nobody wants to hear a countdown.
  const message = part('message');
  message.role = 'status';
  const title = part('title');
  const reason = part('reason');
  const code = part('code');
  const next = part('next');
  const retry = part('retry', 'button');
  retry.type = 'button';
  message.append(title, reason, code);
  box.append(mark, message, next, retry);
  root.append(box);
  adopt ??= adoptable(NOTICE_CSS);
  adopt(root);

  let timer: ReturnType<typeof setTimeout> | undefined;
  let hinted: StatusReason | undefined;

  function tell(
    status: SessionStatus,
    news: NoticeFacts,
    { say }: Words,
    values: { title: string; time: string },
  ): void {
    const { state, reason: why, renewsAt } = status;
    const isFailed = state === 'failed';
    const because = say(reasonNames(why?.code ?? '', isFailed, navigator.onLine));
    const seconds = renewsAt === null ? 0 : Math.ceil((renewsAt - Date.now()) / 1_000);
    box.dataset.kind = news.kind;
    box.dataset.tone = isFailed ? 'bad' : 'warn';
    message.role = isFailed ? 'alert' : 'status';
    write(title, say([news.title], values));
    write(reason, isFailed ? `${because} ${say(['advice'])}` : because);
    write(code, isFailed ? (why?.code ?? '') : '');
    const isTried = !isFailed && !isEnded(status);
    write(next, !isTried ? '' : seconds > 0 ? say(['nextTry'], { seconds }) : say(['trying']));
    write(retry, say(['retry']));
    if (isFailed && why && why !== hinted) {
      // Viewers read what they can do; what integrators can do stands here, and in the error event.
      console.error(`Casement: ${why.code}: ${why.message}`);
    }
    hinted = isFailed ? why : undefined;
  }

  /** Nothing to see; to be heard only that what was told is over. */
  function beQuiet(text: string): void {
    const wasTold = title.textContent !== '' && box.dataset.kind !== 'quiet';
    box.dataset.kind = 'quiet';
    message.role = 'status';
    if (wasTold) write(title, text);
    for (const element of [reason, code, next, retry]) write(element, '');
  }

  function show(...given: Parameters<Notice['update']>): void {
    clearTimeout(timer);
    const [{ context = {}, labels, title: name }, dashboard, wasLive] = given;
    const locale = context.locale || document.documentElement.lang || 'en';
    const words = wordsFor(locale, labels);
    box.lang = words.language;
    box.style.colorScheme = skeleton.style.colorScheme;
    skeleton.lang = words.language;
    write(skeleton, words.say(['loading'], { title: name }));
    retry.onclick = () => {
      if (!dashboard) return;
      if (dashboard.state === 'failed' || isEnded(dashboard.status)) onRetry();
      else dashboard.retry();
    };
    const status = dashboard?.status;
    const news = status && noticeOf(status, wasLive);
    const isDue = news && Date.now() >= status.since + news.graceMs;
    if (isDue) {
      const time = timeOfDay(news.since, Date.now(), locale, context.timeZone);
      tell(status, news, words, { title: name, time });
    } else {
      beQuiet(wasLive ? words.say(['live']) : '');
    }
    // Nobody should come by keyboard to what cannot be seen.
    const isCovered = isDue === true && news.kind === 'cover';
    for (const frame of root.querySelectorAll('iframe')) frame.inert = isCovered;
    if (news && status.state !== 'failed') timer = setTimeout(show, TICK_MS, ...given);
  }

  return {
    update: show,
    stop() {
      clearTimeout(timer);
      box.remove();
    },
  };
}

/** Writes only what has changed, so that it is announced once. */
function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = text === '';
}
