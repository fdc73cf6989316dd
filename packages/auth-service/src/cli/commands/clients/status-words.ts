import type { ClientType } from '../../../domain/client/client.ts';

/** What becomes of a client of each type; only embedded ones have codes and frames. */
export const STATUS_WORDS: Readonly<
  Record<ClientType, Readonly<Record<'pause' | 'resume' | 'revoke' | 'delete', string>>>
> = {
  embedded: {
    pause: 'is paused: it gets no codes, and its live sessions stop until it is resumed.',
    resume: 'is active again: open frames recover by themselves.',
    revoke: 'is revoked: its sessions have ended, and it cannot be resumed.',
    delete: 'is deleted: its sessions have ended. The audit log keeps what it did.',
  },
  app: {
    pause: 'is paused: nobody signs in to it, and its tokens have ended.',
    resume: 'is active again: its users sign in anew.',
    revoke: 'is revoked: its tokens have ended, and it cannot be resumed.',
    delete: 'is deleted: its tokens have ended. The audit log keeps what it did.',
  },
  service: {
    pause: 'is paused: it gets no tokens, and those that it had have ended.',
    resume: 'is active again: it gets tokens.',
    revoke: 'is revoked: its tokens have ended, and it cannot be resumed.',
    delete: 'is deleted: its tokens have ended. The audit log keeps what it did.',
  },
};

/** What a client has that ends with it. */
export const liveThings = (type: ClientType): string =>
  type === 'embedded' ? 'live sessions' : 'tokens';
