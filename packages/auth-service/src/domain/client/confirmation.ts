import type { Actor } from '../audit/audit-event.ts';
import { DomainError } from '../errors.ts';
import { mustConfirm } from './client-authority.ts';
import type { ClientWarning } from './client-warning.ts';

/**
 * Lets pass what needs no confirmation, or has it (CM7).
 *
 * @throws DomainError `confirmation_required`
 */
export function requireConfirmed(
  confirmations: readonly ClientWarning[],
  confirmed: boolean | undefined,
): void {
  if (confirmed === true || confirmations.length === 0) return;
  const reasons = confirmations.map(({ message }) => message).join(' ');
  const message = `${reasons} Shorten it, or say that it is meant.`;
  throw new DomainError('confirmation_required', `confirmed: ${message}`, {
    confirmations,
    faults: [{ path: 'confirmed', message }],
  });
}

/**
 * Lets pass what was confirmed by typing a client's name (CM10, CM13): a habit of pressing "yes" hits the
 * wrong one. The operator at the machine may leave it out; a wrong name is refused from everybody.
 *
 * @throws DomainError `confirmation_required`
 */
export function requireTypedName(
  actor: Actor,
  { name }: { name: string },
  typed: string | undefined,
): void {
  if (typed === undefined && !mustConfirm(actor)) return;
  if (typed?.trim() === name) return;
  throw typingRequired(
    'confirmName',
    typed === undefined
      ? 'Type the name of the client to confirm this.'
      : 'This is not the name of the client. Nothing was changed.',
  );
}

/** The same for several at once: their number is typed. */
export function requireTypedCount(actor: Actor, count: number, typed: number | undefined): void {
  if (typed === undefined && !mustConfirm(actor)) return;
  if (typed === count) return;
  throw typingRequired('confirmCount', `Type the number of clients, ${count}, to confirm this.`);
}

function typingRequired(path: string, message: string): DomainError {
  return new DomainError('confirmation_required', `${path}: ${message}`, {
    faults: [{ path, message }],
  });
}
